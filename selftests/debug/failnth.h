/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Operations whose allocations are made to fail one after the other.
 */
#ifndef _FAILNTH_H
#define _FAILNTH_H

#include <stdbool.h>
#include <stddef.h>
#include <libmnl/libmnl.h>

#define DEVICE		"failnth0"
#define SNAPSHOT_LEN	65536
#define FACADE		0x0a400002	/* its address */

/* What has to be there before the operation. */
#define NEEDS_DEVICE	1
#define NEEDS_UP	2
#define NEEDS_PEER	4
#define NEEDS_CLIENT	8	/* another device than NEEDS_DEVICE */
#define NEEDS_GATEWAY	16
#define NEEDS_TUNNEL	32
#define NEEDS_FLOW	64	/* a facade, and an application with the tunnel */
#define NEEDS_SERVER	128	/* a device of role gateway */
#define NEEDS_IDENTITY	256
#define NEEDS_ACCOUNT	512
#define NEEDS_UNDERLAY	1024

/**
 * struct operation - one request to the kernel
 * @name: for the report
 * @needs: NEEDS_*
 * @bus: NETLINK_ROUTE or NETLINK_GENERIC
 * @build: writes the request
 */
struct operation {
	const char *name;
	int needs;
	int bus;
	void (*build)(struct nlmsghdr *msg);
};

extern const struct operation operations[];
extern const size_t nr_operations;

/* requests, their outcome, and the state that they leave */
#define OUTCOME_UNKNOWN	(-1)	/* the answer itself could not be allocated */

void request_open(void);
void request_renew(int bus);
int request_socket(int bus);
int request_outcome(int bus, unsigned int seq, bool is_dump);
int request(int bus, void (*build)(struct nlmsghdr *msg));
struct nlmsghdr *genl_request(struct nlmsghdr *msg, int cmd, int flags);
bool state_has_device(void);
void state_prepare(int needs);
void state_remove(void);
void state_snapshot(char text[SNAPSHOT_LEN]);

void app_start(void);

/* failnth_identity.c */
void identity_add(struct nlmsghdr *msg);
void identity_set_new(struct nlmsghdr *msg);
void identity_set_change(struct nlmsghdr *msg);
void identity_get(struct nlmsghdr *msg);
void identity_dump(struct nlmsghdr *msg);
void identity_del(struct nlmsghdr *msg);
void account_set(struct nlmsghdr *msg);
void account_get(struct nlmsghdr *msg);
void account_dump(struct nlmsghdr *msg);

/* failnth_underlay.c */
void underlay_set(struct nlmsghdr *msg);
void underlay_change(struct nlmsghdr *msg);
void underlay_unset(struct nlmsghdr *msg);
void underlay_get(struct nlmsghdr *msg);

#endif /* _FAILNTH_H */
