/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The storm: what its processes share, what a worker does, and netlink as it
 * needs it, without a library.
 */
#ifndef _SNT_STORM_H
#define _SNT_STORM_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "helper.h"

#define STORM_DEVICES	64
#define STORM_PORT	20000	/* of device 0 */
#define STORM_TUNNELS	30000	/* the first of ten ports that clients want */

/**
 * struct storm - what all processes share
 * @family: number of the generic netlink family
 * @devices: how many numbers there are
 * @namespaces: how many namespaces
 * @limit: operations after which it is over
 * @done: operations so far
 * @refused: of these; what was asked for had gone, or was there already
 * @sent: packets given to devices
 * @sessions: peers with a session, each time that peers were listed
 * @flows: tunnels of applications, likewise
 * @identities: of gateways, likewise
 * @where: the namespace in which a device was last put
 * @private_key: of each device, and behind these the one that it has at times
 * @public_key: the same
 */
struct storm {
	int family;
	unsigned int devices;
	unsigned int namespaces;
	uint64_t limit;
	uint64_t done;
	uint64_t refused;
	uint64_t sent;
	uint64_t sessions;
	uint64_t flows;
	uint64_t identities;
	unsigned int where[STORM_DEVICES];
	uint8_t private_key[2 * STORM_DEVICES][32];
	uint8_t public_key[2 * STORM_DEVICES][32];
};

extern struct storm *storm;

/**
 * struct worker - one of those who change devices
 * @state: of its random numbers
 * @namespace: in which it is
 * @route_fd: socket for links
 * @family_fd: socket for all else
 * @dev: number of the device at work
 * @name: of the device
 * @target_fd: namespace to move it to, 0 for none
 * @target: its number
 */
struct worker {
	uint64_t state;
	unsigned int namespace;
	int route_fd;
	int family_fd;
	unsigned int dev;
	char name[16];
	int target_fd;
	unsigned int target;
};

/**
 * struct request - a netlink request while it is built
 * @used: bytes of @buf
 * @buf: the message
 */
struct request {
	size_t used;
	uint8_t buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
};

/**
 * typedef answer_fn - look at one message of an answer
 * @msg: not an acknowledgment
 * @context: as given
 */
typedef void answer_fn(const struct nlmsghdr *msg, void *context);

/**
 * typedef build_fn - build a request at random
 * @worker: whose it is, and about which device
 * @request: the result
 */
typedef void build_fn(struct worker *worker, struct request *request);

/* storm.c */
int storm_open_namespace(unsigned int number);
bool storm_enter(unsigned int number);
bool storm_is_over(void);
unsigned int storm_draw(uint64_t *state, unsigned int below);
unsigned int storm_draw_device(uint64_t *state, unsigned int namespace);

/* storm_operate.c */
bool storm_odds(struct worker *worker, unsigned int n);
void storm_begin(struct worker *worker, struct request *request, uint8_t cmd,
		 uint16_t name);
void storm_operate(struct worker *worker);

/* storm_gateway.c */
uint32_t storm_role(const struct worker *worker);
void storm_set_identity(struct worker *worker, struct request *request);
void storm_remove_identity(struct worker *worker, struct request *request);
void storm_set_account(struct worker *worker, struct request *request);
void storm_list_gateway(struct worker *worker, struct request *request);
void storm_set_underlay(struct worker *worker, struct request *request);
void storm_set_policy(struct worker *worker, struct request *request);

/* storm_load.c */
void NORETURN storm_load(uint64_t seed);

/* storm_netlink.c */
int netlink_open(int bus);
int netlink_family(void);
void request_begin(struct request *request, uint16_t type, uint16_t flags,
		   const void *head, size_t len);
void request_put(struct request *request, uint16_t type, const void *data,
		 size_t len);
void request_put_text(struct request *request, uint16_t type,
		      const char *text);
void request_put_u32(struct request *request, uint16_t type, uint32_t value);
void request_put_u16(struct request *request, uint16_t type, uint16_t value);
void request_put_u64(struct request *request, uint16_t type, uint64_t value);
struct nlattr *request_nest(struct request *request, uint16_t type);
void request_nest_end(struct request *request, struct nlattr *nest);
int request_do(struct request *request, int fd, answer_fn *fn, void *context);
const void *answer_attr(const struct nlmsghdr *msg, size_t head, uint16_t type,
			size_t len);

#endif /* _SNT_STORM_H */
