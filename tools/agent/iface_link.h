/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Links of kind snaptun, as "ip link" has them.
 */
#ifndef _SNT_IFACE_LINK_H
#define _SNT_IFACE_LINK_H

#include <libmnl/libmnl.h>
#include <stdbool.h>
#include <stdint.h>

/* of a request, and of an answer */
#define SNT_RTNL_SIZE		8192

/**
 * struct snt_rtnl - a socket for requests about links
 * @sk: the socket
 * @seq: of the last request
 * @error: what failed last, one line
 */
struct snt_rtnl {
	struct mnl_socket *sk;
	uint32_t seq;
	char error[256];
};

struct nlmsghdr *snt_rtnl_begin(struct snt_rtnl *rtnl, char *buf, uint16_t type,
				uint16_t flags);
int snt_rtnl_ask(struct snt_rtnl *rtnl, struct nlmsghdr *nlh, mnl_cb_t cb,
		 void *arg);
int snt_rtnl_open(struct snt_rtnl *rtnl);
void snt_rtnl_close(struct snt_rtnl *rtnl);
int snt_rtnl_add_client(struct snt_rtnl *rtnl, const char *name);
int snt_rtnl_set_up(struct snt_rtnl *rtnl, uint32_t ifindex);
bool snt_rtnl_is_up(struct snt_rtnl *rtnl, uint32_t ifindex);
int snt_rtnl_delete(struct snt_rtnl *rtnl, uint32_t ifindex);
int snt_rtnl_mark(struct snt_rtnl *rtnl, uint32_t ifindex, const char *mark);
bool snt_rtnl_has_mark(struct snt_rtnl *rtnl, uint32_t ifindex,
		       const char *mark);

#endif
