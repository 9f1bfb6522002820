/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tunnel: whatever holds sessions with one remote end, no matter who made
 * it. A configured peer embeds one; the data path, the handshake and the
 * timers know tunnels only.
 */
#ifndef _SNT_TUNNEL_H
#define _SNT_TUNNEL_H

#include <linux/hrtimer.h>
#include <linux/kref.h>
#include <linux/skbuff.h>
#include <linux/timekeeping.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include <uapi/linux/snaptun.h>
#include "core/cookie.h"
#include "core/noise.h"
#include "core/schedule.h"
#include "base/ready.h"
#include "crypt/pcrypt.h"
#include "udp/path.h"
#include "keyring.h"
#include "tunnel_table.h"

struct snt_device;
struct snt_identity;
struct snt_tunnel;
struct snt_udp;

/**
 * struct snt_session_keys - what opens the messages of a session
 * @index: receiver index of those to us
 * @remote_index: of those from us
 * @receive: key of those to us
 * @send: key of those from us
 * @response: key of what the response of its handshake seals
 */
struct snt_session_keys {
	__le32 index;
	__le32 remote_index;
	u8 receive[SNT_KEY_LEN];
	u8 send[SNT_KEY_LEN];
	u8 response[SNT_KEY_LEN];
};

/**
 * struct snt_tunnel_ops - what lower units ask of those above them
 * @prepare: set up orders, handshake and timers of a new tunnel
 * @start: the device is up: timers may run; BH may be on
 * @stop: no timer runs, no work is queued, no session is left; process
 * @initiate: start a handshake soon; any context. @is_retry: the same attempt
 *	goes on, else a new one of 90 s begins
 * @keepalive: send an empty packet now, or what is staged; softirq or BH off
 * @flush: send what is staged if there is a session; softirq or BH off
 * @event: tell listeners; any context
 * @made: tell them that the role made a tunnel by itself; process,
 *	snt_role.adding is held
 * @unmade: that it took one away; likewise
 * @identity_event: tell them what happened to an identity of a gateway; any
 *	context
 * @keys: a session began, for those who look into captures; process
 */
struct snt_tunnel_ops {
	void (*prepare)(struct snt_tunnel *tunnel);
	void (*start)(struct snt_tunnel *tunnel);
	void (*stop)(struct snt_tunnel *tunnel);
	void (*initiate)(struct snt_tunnel *tunnel, bool is_retry);
	void (*keepalive)(struct snt_tunnel *tunnel);
	void (*flush)(struct snt_tunnel *tunnel);
	void (*event)(struct snt_tunnel *tunnel, enum snaptun_peer_event event);
	void (*made)(struct snt_tunnel *tunnel);
	void (*unmade)(struct snt_tunnel *tunnel);
	void (*identity_event)(struct snt_identity *identity,
			       enum snaptun_identity_event event);
	void (*keys)(struct snt_tunnel *tunnel,
		     const struct snt_session_keys *keys);
};

/**
 * struct snt_tunnel_handshake - the Noise state of a tunnel
 * @lock: protects @noise and @node's place in the table; may sleep
 * @noise: the pure state while a handshake is under way, else NULL
 * @newest: the last initiation that was accepted, under @lock
 * @node: our index in the device's table while a handshake is under way
 * @cookie_lock: protects @jar
 * @jar: cookie got from the remote end
 * @last_sent_ns: when the last initiation or response was sent (atomic64, boot
 *	time), 0 for never
 * @timestamp: of the last initiation, under @lock; the next one is later even
 *	if the clock was set back
 * @work: sends an initiation; owns a tunnel reference while queued
 */
struct snt_tunnel_handshake {
	struct rw_semaphore lock;
	struct snt_noise_handshake *noise;
	struct snt_noise_newest newest;
	struct snt_index_node node;
	spinlock_t cookie_lock;	/* protects jar */
	struct snt_cookie_jar jar;
	atomic64_t last_sent_ns;
	struct timespec64 timestamp;
	struct work_struct work;
};

/**
 * struct snt_tunnel_timers - the kernel timer that feeds core/schedule
 * @lock: protects all of it; BH
 * @schedule: the pure state machine
 * @timer: fires at the earliest deadline, or earlier; owns no reference, is
 *	shut down before the tunnel dies
 * @armed_ns: when @timer is due, U64_MAX when it is not pending
 * @unanswered_ns: boot time of the first initiation that got no answer, 0 if
 *	none is out
 * @jitter_ns: random part of the next deadline; drawn when @timer fires
 * @is_established: a session was established and its loss not told yet
 * @wipe_work: wipes keys in process context; owns a reference while queued
 * @stopped: no timer may be armed and no session begin (read without @lock)
 */
struct snt_tunnel_timers {
	spinlock_t lock;	/* protects all of it */
	struct snt_schedule schedule;
	struct timer_list timer;
	u64 armed_ns;
	u64 unanswered_ns;
	u32 jitter_ns;
	bool is_established;
	struct work_struct wipe_work;
	bool stopped;
};

/**
 * struct snt_tunnel_join - for packets that wait for others to join them
 * @timer: sends what is staged; owns a tunnel reference while @is_armed
 * @is_armed: @timer will run, under the lock of the staged packets
 * @last_ns: when the last single packet came, or packets had been sent
 *	(local_clock())
 * @nr_in_row: single packets that were sent at once, closely one after the
 *	other; set to 0 without a lock
 */
struct snt_tunnel_join {
	struct hrtimer timer;
	bool is_armed;
	u64 last_ns;
	unsigned int nr_in_row;
};

/**
 * struct snt_tunnel_refusals - does the way to the remote end take GSO packets?
 * @is_refused: the last one was refused
 * @retry_at: until then, in jiffies, none is tried after a refusal
 * @nr: how many were refused
 *
 * Written by who drains @tx_order of the tunnel.
 */
struct snt_tunnel_refusals {
	bool is_refused;
	unsigned long retry_at;
	unsigned int nr;
};

/**
 * struct snt_tunnel_sender - the one CPU from which all packets leave
 * @cpu: this one; it gives that away, or another one takes it after a pause
 * @left: when the last batch left, in jiffies
 * @left_gp: the RCU grace period that was to come then
 * @heir: the CPU that the last batch came from
 * @nr_in_row: batches that came from @heir, one after the other
 *
 * Written by who drains @tx_order of the tunnel, @cpu with cmpxchg().
 */
struct snt_tunnel_sender {
	unsigned int cpu;
	unsigned long left;
	unsigned long left_gp;
	unsigned int heir;
	unsigned int nr_in_row;
};

/**
 * struct snt_tunnel - a session owner
 * @device: the device, outlives every tunnel (see snt_device.tunnels)
 * @refcount: held by: the maker until it is killed; each batch; each queued
 *	work item; each netlink handler while it looks
 * @number: in the walk over the role's tunnels; grows with each new one
 * @dead: entry in the role's list of tunnels that are to be ended
 * @rcu: frees the memory after readers have left
 * @remote: the other end; owned by who made the tunnel, who keeps it longer;
 *	under the device's identity_lock
 * @until_ns: wall clock from when on nothing may pass, or NULL: always; belongs
 *	to who made the tunnel, who keeps it longer; READ_ONCE()
 * @keyring: the sessions
 * @path: where the remote end is and how to get there
 * @handshake: the Noise state
 * @timers: all timers
 * @staged: packets that wait for a session, or for others to join them; its
 *	lock protects @staged_nr and @join too
 * @staged_nr: packets in @staged, GSO packets counted by their segments
 * @staged_bytes: memory of @staged
 * @staged_charged: how much of that is taken from the budget of the device:
 *	what waits for a session, and had room there
 * @join: how long packets in @staged wait that could be sent
 * @tx_order: sealed batches leave in this order
 * @sender: from which CPU
 * @gso_refusals: whether many messages may leave as one packet
 * @tx_ready: in the list of tunnels that the sender is to look at
 * @rx_order: opened batches are delivered in this order
 * @rx_ready: in the device's list of tunnels to deliver
 * @rx_bytes: payload and headers received, authenticated
 * @tx_bytes: bytes of UDP payload sent
 * @rx_packets: packets received, authenticated, keepalives included
 * @tx_packets: messages sent
 * @last_handshake_ns: wall clock of the last completed handshake, 0 if none
 * @error_lock: protects @last_error, @last_error_ns, @observed, @has_observed
 * @last_error: why it does not work, enum snaptun_peer_error
 * @last_error_ns: wall clock of @last_error
 * @observed: our address as the remote end saw it
 * @has_observed: @observed is valid
 * @is_dead: set by the maker before the tables forget the tunnel
 */
struct snt_tunnel {
	struct snt_device *device;
	struct kref refcount;
	u32 number;
	union {
		struct list_head dead;
		struct rcu_head rcu;
	};
	struct snt_noise_remote *remote;
	const atomic64_t *until_ns;
	struct snt_keyring keyring;
	struct snt_path path;
	struct snt_tunnel_handshake handshake;
	struct snt_tunnel_timers timers;
	struct sk_buff_head staged;
	unsigned int staged_nr;
	unsigned int staged_bytes;
	unsigned int staged_charged;
	struct snt_tunnel_join join;
	struct snt_order tx_order;
	struct snt_tunnel_sender sender;
	struct snt_tunnel_refusals gso_refusals;
	struct snt_ready tx_ready;
	struct snt_order rx_order;
	struct snt_ready rx_ready;
	atomic64_t rx_bytes;
	atomic64_t tx_bytes;
	atomic64_t rx_packets;
	atomic64_t tx_packets;
	atomic64_t last_handshake_ns;
	spinlock_t error_lock;	/* protects the last error and our address */
	enum snaptun_peer_error last_error;
	u64 last_error_ns;
	struct snt_observed observed;
	bool has_observed;
	bool is_dead;
};

void snt_tunnel_init(struct snt_tunnel *tunnel, struct snt_device *snt,
		     struct snt_udp *udp, struct snt_noise_remote *remote);
void snt_tunnel_uninit(struct snt_tunnel *tunnel);
void snt_tunnel_put(struct snt_tunnel *tunnel);
void snt_tunnel_fail(struct snt_tunnel *tunnel, enum snaptun_peer_error error);
int snt_tunnel_begin_handshake(struct snt_tunnel *tunnel);
void snt_tunnel_end_handshake(struct snt_tunnel *tunnel);
void snt_tunnel_forget_keys(struct snt_tunnel *tunnel);
void snt_tunnel_succeed(struct snt_tunnel *tunnel);
void snt_tunnel_event(struct snt_tunnel *tunnel, enum snaptun_peer_event event);
void snt_tunnel_drop(struct snt_tunnel *tunnel, enum snaptun_drop_reason reason,
		     unsigned int nr);
void snt_tunnel_drop_skb(struct snt_tunnel *tunnel,
			 enum snaptun_drop_reason reason, struct sk_buff *skb);

/**
 * snt_tunnel_get - take one more reference
 * @tunnel: a tunnel of which the caller holds a reference
 *
 * Return: @tunnel.
 */
static inline struct snt_tunnel *snt_tunnel_get(struct snt_tunnel *tunnel)
{
	kref_get(&tunnel->refcount);
	return tunnel;
}

/**
 * snt_tunnel_get_unless_dead - turn a borrowed pointer into a reference
 * @tunnel: borrowed under RCU, or NULL
 *
 * Context: RCU read section.
 * Return: @tunnel with a reference, or NULL if it is dead or NULL.
 */
static inline struct snt_tunnel *
snt_tunnel_get_unless_dead(struct snt_tunnel *tunnel)
{
	if (!tunnel || READ_ONCE(tunnel->is_dead) ||
	    !kref_get_unless_zero(&tunnel->refcount))
		return NULL;
	return tunnel;
}

/**
 * snt_tunnel_is_stopped - is no session to begin, and nothing to wait for one?
 * @tunnel: the tunnel
 *
 * Return: true while the device is down, and from when the tunnel ends.
 */
static inline bool snt_tunnel_is_stopped(const struct snt_tunnel *tunnel)
{
	return READ_ONCE(tunnel->timers.stopped);
}

/**
 * snt_tunnel_is_over - may nothing pass any more, whatever keys there are?
 * @tunnel: the tunnel
 *
 * The clock is that of the wall, to the nanosecond.
 *
 * Context: any.
 * Return: true if so; it may change its mind.
 */
static inline bool snt_tunnel_is_over(const struct snt_tunnel *tunnel)
{
	const atomic64_t *until_ns = READ_ONCE(tunnel->until_ns);

	return unlikely(until_ns) &&
	       ktime_get_real_ns() >= (u64)atomic64_read(until_ns);
}

/**
 * snt_tunnel_line_up - have a tunnel looked at
 * @tunnel: borrowed; the one that looks may have been there first, then nobody
 *	may be left
 * @list: of the one that looks
 * @ready: the tunnel's place in such lists; owns a reference while it is in one
 *
 * Context: BH off, as an order needs it to be looked at.
 * Return: true if the owner of @list is to be told.
 */
static inline bool snt_tunnel_line_up(struct snt_tunnel *tunnel,
				      struct llist_head *list,
				      struct snt_ready *ready)
{
	if (!kref_get_unless_zero(&tunnel->refcount))
		return false;
	if (snt_ready_add(list, ready))
		return true;
	snt_tunnel_put(tunnel);
	return false;
}

#endif /* _SNT_TUNNEL_H */
