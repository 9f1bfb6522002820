/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a device is for. A role makes the tunnels of its device, says which one
 * a packet goes to and what may come out of one, and ends them. The data path,
 * the handshake, the configuration of the device and netlink know tunnels, and
 * ask the role for all else.
 */
#ifndef _SNT_ROLE_H
#define _SNT_ROLE_H

#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <uapi/linux/snaptun.h>

struct mutex;
struct sk_buff;
struct sk_buff_head;
struct snt_device;
struct snt_endpoint;
struct snt_noise_initiation;
struct snt_observed;
struct snt_role;
struct snt_tunnel;
struct snt_udp;
struct snt_wire_initiation;

/* From admit_rx(): no reason to drop the packet */
#define SNT_ROLE_ADMITTED	(-1)

/**
 * enum snt_role_news - what a role is told about one of its tunnels
 * @SNT_ROLE_STARTED: it works: the device is up; process, the update lock is
 *	held
 * @SNT_ROLE_STOPPED: it does not any more; process
 * @SNT_ROLE_ESTABLISHED: there is a session
 * @SNT_ROLE_GAVE_UP: nobody has answered for as long as one attempt lasts
 * @SNT_ROLE_LOST: there is no session any more
 * @SNT_ROLE_RESUMED: the machine slept; process
 * @SNT_ROLE_FORGOTTEN: there was no new session for so long that all keys were
 *	wiped; process
 */
enum snt_role_news {
	SNT_ROLE_STARTED,
	SNT_ROLE_STOPPED,
	SNT_ROLE_ESTABLISHED,
	SNT_ROLE_GAVE_UP,
	SNT_ROLE_LOST,
	SNT_ROLE_RESUMED,
	SNT_ROLE_FORGOTTEN,
};

/**
 * enum snt_way - which way a packet goes
 * @SNT_WAY_RX: out of a tunnel
 * @SNT_WAY_TX: into one
 * @SNT_WAYS: how many there are
 */
enum snt_way {
	SNT_WAY_RX,
	SNT_WAY_TX,
	SNT_WAYS,
};

/**
 * struct snt_role_ops - one kind of role
 * @kind: enum snaptun_role
 * @listens: the device has one port, which is configured
 * @create: a role for a new device, all but its ops, without tunnels; process;
 *	NULL without memory
 * @destroy: the device has no tunnels any more, and no reader is left; process
 * @open: open the sockets, as the device goes up; process, the update lock is
 *	held; 0 or a negative errno
 * @close: close them, also when their namespace goes; process, the update lock
 *	is held
 * @sockets_of: the sockets of the tunnel with this number, or those of all for
 *	0; borrowed, or NULL; RCU read section
 * @take_tx: take a packet of the stack that the role sends itself, whatever may
 *	travel inside; it is consumed then; RCU read section, BH off; may be
 *	NULL
 * @find_tx: the tunnel that a packet goes to, borrowed, or NULL; may change
 *	the reason that it is given for that; RCU read section, BH off
 * @find_address: the tunnel, borrowed, that a packet to this IP address goes
 *	to, or NULL; RCU read section
 * @judge_rx: the same as @admit_rx, of what came out of a tunnel before anybody
 *	has looked at it: a packet of any kind, or none, with what pads it; may
 *	be NULL
 * @admit_rx: may this packet come out of this tunnel? SNT_ROLE_ADMITTED or
 *	enum snaptun_drop_reason; may make another packet of it, for the stack;
 *	RCU read section, BH off
 * @take_rx: take out of the list, of packets that may come out of this tunnel,
 *	those that the role sends on itself; the others go to the stack. It is
 *	empty when only keepalives came. In order for a tunnel; RCU read
 *	section, BH off; may be NULL
 * @receive: take what came to sockets of the role that are plain: a datagram or
 *	an aggregate, from behind its UDP header; consumed; how many datagrams;
 *	RCU read section, BH off; NULL: there are no such sockets
 * @find_identity: the tunnel, borrowed, to whoever has this static key; with
 *	this number if that is not 0; or NULL; RCU read section
 * @answer: the tunnel, with a reference, that an initiation belongs to, by its
 *	sender's key, which was read, and by where it came from; made if need
 *	be; opens the initiation, so whoever sent it has the key. Else an
 *	ERR_PTR, -EADDRINUSE: only if the sender has proven that it receives
 *	what is sent there. The identity_lock is held for reading; process;
 *	NULL: tunnels are there before initiations, and @find_identity finds
 *	them
 * @remove: take a tunnel away; process, the update lock is held
 * @bury: a tunnel that was removed is about to end, nobody finds it any more;
 *	process; may be NULL
 * @release: the last reference of a tunnel is gone: free it after a grace
 *	period; any context
 * @tell: something happened to a tunnel; any context unless the news says
 *	another; may be NULL
 * @may_begin: may an attempt to make a session begin? May be NULL: always; any
 *	context
 * @assign: the other end told our address as it sees it, the first or another
 *	one or the same; process; may be NULL
 * @rekey: the device has another private key; process, the update lock is
 *	held; may be NULL
 * @state: enum snaptun_peer_state, or negative: as sessions and handshakes say;
 *	any context; may be NULL
 * @previous: the address of ours beside the one that was told last: in use
 *	still, or before; whether there is one; any context; may be NULL
 * @sending: packets are about to leave through a tunnel; they begin with their
 *	network headers, keepalives are empty. In order for a tunnel; BH off;
 *	may be NULL
 * @dropped: packets that came from or were going to a tunnel were dropped; any
 *	context but hard interrupts; may be NULL
 * @put_dev: attributes that only devices of this role have; the update lock is
 *	held; 0 or -EMSGSIZE; may be NULL
 * @put_config: attributes that only tunnels of this role have; any context; 0
 *	or -EMSGSIZE
 * @put_members: as many as fit of what may be too long for one message, from a
 *	cursor on, which is 0 in the end; process, the update lock is held; 0 or
 *	-EMSGSIZE; may be NULL: tunnels have no such things
 */
struct snt_role_ops {
	u8 kind;
	bool listens;
	struct snt_role *(*create)(struct snt_device *snt);
	void (*destroy)(struct snt_role *role);
	int (*open)(struct snt_role *role);
	void (*close)(struct snt_role *role);
	struct snt_udp *(*sockets_of)(struct snt_role *role, u32 number);
	bool (*take_tx)(struct snt_role *role, struct sk_buff *skb);
	struct snt_tunnel *(*find_tx)(struct snt_role *role,
				      struct sk_buff *skb,
				      enum snaptun_drop_reason *reason);
	struct snt_tunnel *(*find_address)(struct snt_role *role, int family,
					   const void *addr);
	int (*judge_rx)(struct snt_tunnel *tunnel, struct sk_buff *skb);
	int (*admit_rx)(struct snt_tunnel *tunnel, struct sk_buff *skb);
	void (*take_rx)(struct snt_tunnel *tunnel, struct sk_buff_head *list);
	unsigned int (*receive)(struct snt_role *role, struct sk_buff *skb);
	struct snt_tunnel *(*find_identity)(struct snt_role *role,
					    const u8 key[SNAPTUN_KEY_LEN],
					    u32 number);
	struct snt_tunnel *(*answer)(struct snt_role *role,
				     struct snt_noise_initiation *in,
				     const struct snt_wire_initiation *msg,
				     const struct snt_endpoint *from,
				     bool is_proven);
	void (*tell)(struct snt_tunnel *tunnel, enum snt_role_news news);
	bool (*may_begin)(struct snt_tunnel *tunnel);
	void (*assign)(struct snt_tunnel *tunnel,
		       const struct snt_observed *observed);
	void (*rekey)(struct snt_role *role);
	int (*state)(struct snt_tunnel *tunnel);
	bool (*previous)(struct snt_tunnel *tunnel, struct snt_observed *at);
	void (*sending)(struct snt_tunnel *tunnel,
			const struct sk_buff_head *list);
	void (*dropped)(struct snt_tunnel *tunnel,
			enum snaptun_drop_reason reason, unsigned int nr);
	int (*put_dev)(struct sk_buff *skb, struct snt_role *role);
	void (*remove)(struct snt_tunnel *tunnel);
	void (*bury)(struct snt_tunnel *tunnel);
	void (*release)(struct snt_tunnel *tunnel);
	int (*put_config)(struct sk_buff *skb, struct snt_tunnel *tunnel);
	int (*put_members)(struct sk_buff *skb, struct snt_tunnel *tunnel,
			   u64 *cursor);
};

/**
 * struct snt_role - the role of one device; embedded in what the role keeps
 * @ops: which role
 * @device: whose; outlives it
 * @adding: held while a tunnel is added: the update lock, or one of the role's
 *	own, which is held, too, while one is removed
 * @nr_tunnels: how many can be found; changed under @adding
 * @tunnels: these by their numbers; added under @adding, removed under the
 *	update lock; readers under RCU
 * @next_number: where the search for a number begins, under @adding
 * @dead_lock: protects @dead
 * @dead: tunnels that were taken away and are to be ended
 * @burial: ends them
 */
struct snt_role {
	const struct snt_role_ops *ops;
	struct snt_device *device;
	struct mutex *adding;	/* see above */
	unsigned int nr_tunnels;
	struct xarray tunnels;
	u32 next_number;
	spinlock_t dead_lock;	/* protects dead */
	struct list_head dead;
	struct work_struct burial;
};

int snt_role_start(void);
void snt_role_stop(void);

void snt_role_init(struct snt_role *role, struct snt_device *snt);
void snt_role_uninit(struct snt_role *role);

int snt_role_open_port(struct snt_role *role);
void snt_role_close_port(struct snt_role *role);
struct snt_udp *snt_role_port_sockets(struct snt_role *role, u32 number);

int snt_role_reserve(struct snt_tunnel *tunnel);
void snt_role_cancel(struct snt_tunnel *tunnel);
void snt_role_add(struct snt_tunnel *tunnel);
void snt_role_remove(struct snt_tunnel *tunnel);
void snt_role_remove_all(struct snt_role *role);

struct snt_tunnel *snt_role_next(struct snt_role *role, unsigned long *number);
struct snt_tunnel *snt_role_walk(struct snt_role *role, unsigned long *pos);
struct snt_tunnel *snt_role_get_identity(struct snt_role *role,
					 const u8 key[SNAPTUN_KEY_LEN],
					 u32 number);
struct snt_tunnel *snt_role_get_number(struct snt_role *role, u32 number);
void snt_role_tell(struct snt_tunnel *tunnel, enum snt_role_news news);
bool snt_role_may_begin(struct snt_tunnel *tunnel);

#endif /* _SNT_ROLE_H */
