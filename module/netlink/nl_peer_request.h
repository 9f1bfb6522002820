/* SPDX-License-Identifier: GPL-2.0-only */
/* A request about a peer, read and checked. */
#ifndef _SNT_NL_PEER_REQUEST_H
#define _SNT_NL_PEER_REQUEST_H

#include <linux/types.h>
#include "role/allowed_ips.h"

struct genl_info;
struct nlattr;
struct snt_path_end;
union snt_sockaddr;

/**
 * struct snt_peer_request - a request after it was read
 * @key: public key, in the request
 * @psk: preshared key, in the request, or NULL
 * @keepalive: attribute, or NULL
 * @has_label: @label is to be set
 * @label: memory with the text, or NULL for none
 * @flags: enum snaptun_peer_flags
 * @end: memory with the endpoint, or NULL when it is not said
 * @has_encap: @encap is to be set
 * @encap: what stands before each message, see core/geneve.h
 * @allowed_ips: changes of allowed IPs, with all the memory they need
 */
struct snt_peer_request {
	const u8 *key;
	const u8 *psk;
	const struct nlattr *keepalive;
	bool has_label;
	char *label;
	u32 flags;
	struct snt_path_end *end;
	bool has_encap;
	u32 encap;
	struct snt_allowed_ips_txn allowed_ips;
};

int snt_netlink_read_endpoint(union snt_sockaddr *to, struct genl_info *info);
int snt_peer_request_require_key(struct genl_info *info);
int snt_peer_request_read(struct snt_peer_request *request,
			  struct genl_info *info);
void snt_peer_request_release(struct snt_peer_request *request);

#endif /* _SNT_NL_PEER_REQUEST_H */
