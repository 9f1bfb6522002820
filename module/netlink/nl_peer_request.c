// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads and checks requests about peers, and allocates all memory that they
 * need. Nothing is changed here.
 */
#include "nl_peer_request.h"
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <net/genetlink.h>
#include <net/ipv6.h>
#include "udp/path.h"
#include "netlink_gen.h"

/**
 * snt_peer_request_require_key - does the request name a peer?
 * @info: request, parsed
 *
 * Return: 0 or -EINVAL.
 */
int snt_peer_request_require_key(struct genl_info *info)
{
	if (!GENL_REQ_ATTR_CHECK(info, SNAPTUN_A_PEER_PUBLIC_KEY))
		return 0;
	GENL_SET_ERR_MSG(info, "Name the peer by its public-key");
	return -EINVAL;
}

static int read_endpoint4(struct sockaddr_in *to, const struct nlattr *attr,
			  struct netlink_ext_ack *extack)
{
	__be32 addr = nla_get_in_addr(attr);

	if (ipv4_is_zeronet(addr) || ipv4_is_multicast(addr) ||
	    ipv4_is_lbcast(addr)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "Give remote-ipv4 the unicast address of a host");
		return -EINVAL;
	}
	to->sin_family = AF_INET;
	to->sin_addr.s_addr = addr;
	return 0;
}

static int read_endpoint6(struct sockaddr_in6 *to, const struct nlattr *attr,
			  const struct nlattr *scope,
			  struct netlink_ext_ack *extack)
{
	struct in6_addr addr = nla_get_in6_addr(attr);

	if (ipv6_addr_v4mapped(&addr)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "Give an IPv4 address by remote-ipv4");
		return -EINVAL;
	}
	if (ipv6_addr_any(&addr) || ipv6_addr_is_multicast(&addr)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "Give remote-ipv6 the unicast address of a host");
		return -EINVAL;
	}
	if (scope && !(ipv6_addr_type(&addr) & IPV6_ADDR_LINKLOCAL)) {
		NL_SET_ERR_MSG_ATTR(extack, scope,
				    "Leave remote-ipv6-scope-id out, remote-ipv6 is not link-local");
		return -EINVAL;
	}
	to->sin6_family = AF_INET6;
	to->sin6_addr = addr;
	to->sin6_scope_id = scope ? nla_get_u32(scope) : 0;
	return 0;
}

/* Which of the attributes belong together */
static int check_endpoint(struct genl_info *info, const struct nlattr *ipv4,
			  const struct nlattr *ipv6)
{
	struct nlattr *port = info->attrs[SNAPTUN_A_PEER_REMOTE_PORT];
	struct nlattr *scope =
		info->attrs[SNAPTUN_A_PEER_REMOTE_IPV6_SCOPE_ID];

	if (ipv4 && ipv6) {
		NL_SET_ERR_MSG_ATTR(info->extack, ipv6,
				    "Give either remote-ipv4 or remote-ipv6");
		return -EINVAL;
	}
	if (!ipv6 && scope) {
		NL_SET_ERR_MSG_ATTR(info->extack, scope,
				    "remote-ipv6-scope-id needs remote-ipv6");
		return -EINVAL;
	}
	if (!ipv4 && !ipv6 && port) {
		NL_SET_ERR_MSG_ATTR(info->extack, port,
				    "remote-port needs remote-ipv4 or remote-ipv6");
		return -EINVAL;
	}
	if ((ipv4 || ipv6) &&
	    GENL_REQ_ATTR_CHECK(info, SNAPTUN_A_PEER_REMOTE_PORT)) {
		NL_SET_ERR_MSG_ATTR(info->extack, ipv4 ?: ipv6,
				    "An endpoint needs remote-port too");
		return -EINVAL;
	}
	return 0;
}

/**
 * snt_netlink_read_endpoint - the endpoint that a request names
 * @to: the result; AF_UNSPEC if it names none
 * @info: request, parsed, with all attributes up to remote-port
 *
 * Return: 0 or -EINVAL.
 */
int snt_netlink_read_endpoint(union snt_sockaddr *to, struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	struct nlattr *ipv4 = attrs[SNAPTUN_A_PEER_REMOTE_IPV4];
	struct nlattr *ipv6 = attrs[SNAPTUN_A_PEER_REMOTE_IPV6];
	struct nlattr *scope = attrs[SNAPTUN_A_PEER_REMOTE_IPV6_SCOPE_ID];
	int err;

	memset(to, 0, sizeof(*to));
	err = check_endpoint(info, ipv4, ipv6);
	if (err || (!ipv4 && !ipv6))
		return err;
	/* The port is in the same place for both families. */
	to->in.sin_port = nla_get_be16(attrs[SNAPTUN_A_PEER_REMOTE_PORT]);
	return ipv4 ? read_endpoint4(&to->in, ipv4, info->extack) :
		      read_endpoint6(&to->in6, ipv6, scope, info->extack);
}

static int read_endpoint(struct snt_peer_request *request,
			 struct genl_info *info)
{
	union snt_sockaddr to;
	int err;

	err = snt_netlink_read_endpoint(&to, info);
	if (err || to.any.sa_family == AF_UNSPEC)
		return err;
	request->end = snt_path_end_create(&to.any);
	return request->end ? 0 : -ENOMEM;
}

static int read_encap(struct snt_peer_request *request, struct genl_info *info)
{
	struct nlattr *encap = info->attrs[SNAPTUN_A_PEER_ENCAP];
	struct nlattr *vni = info->attrs[SNAPTUN_A_PEER_VNI];
	bool is_geneve = encap && nla_get_u32(encap) == SNAPTUN_ENCAP_GENEVE;

	if (vni && !is_geneve) {
		NL_SET_ERR_MSG_ATTR(info->extack, vni,
				    "vni needs encap geneve in the same request");
		return -EINVAL;
	}
	if (is_geneve && GENL_REQ_ATTR_CHECK(info, SNAPTUN_A_PEER_VNI)) {
		NL_SET_ERR_MSG_ATTR(info->extack, encap,
				    "encap geneve needs a vni");
		return -EINVAL;
	}
	if (is_geneve && nla_get_u32(vni) > SNT_GENEVE_VNI_MAX) {
		NL_SET_ERR_MSG_ATTR(info->extack, vni,
				    "A vni is 16777215 at most");
		return -ERANGE;
	}
	request->has_encap = encap;
	request->encap = is_geneve ? SNT_ENCAP_GENEVE | nla_get_u32(vni) :
				     SNT_ENCAP_NONE;
	return 0;
}

static int read_label(struct snt_peer_request *request, struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[SNAPTUN_A_PEER_LABEL];
	const char *c;

	request->has_label = attr;
	if (!attr)
		return 0;
	for (c = nla_data(attr); *c; c++) {
		if (!iscntrl(*c))
			continue;
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "Leave control characters out of the label");
		return -EINVAL;
	}
	if (c == nla_data(attr))
		return 0;
	request->label = kstrdup(nla_data(attr), GFP_KERNEL_ACCOUNT);
	return request->label ? 0 : -ENOMEM;
}

static int read_allowed_ip(struct snt_peer_request *request,
			   const struct nlattr *attr,
			   struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SNAPTUN_A_ALLOWEDIP_MAX + 1];
	struct nlattr *ipv4, *ipv6, *len;
	u32 flags = 0;
	int err;

	err = nla_parse_nested(tb, SNAPTUN_A_ALLOWEDIP_MAX, attr,
			       snaptun_allowedip_nl_policy, extack);
	if (err)
		return err;
	ipv4 = tb[SNAPTUN_A_ALLOWEDIP_IPV4];
	ipv6 = tb[SNAPTUN_A_ALLOWEDIP_IPV6];
	len = tb[SNAPTUN_A_ALLOWEDIP_PREFIX_LEN];
	if (!ipv4 == !ipv6) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "An allowedip needs either ipv4 or ipv6");
		return -EINVAL;
	}
	if (NL_REQ_ATTR_CHECK(extack, attr, tb,
			      SNAPTUN_A_ALLOWEDIP_PREFIX_LEN)) {
		NL_SET_ERR_MSG(extack, "An allowedip needs a prefix-len");
		return -EINVAL;
	}
	if (ipv4 && nla_get_u8(len) > 32) {
		NL_SET_ERR_MSG_ATTR(extack, len,
				    "prefix-len is 32 at most for ipv4");
		return -ERANGE;
	}
	if (tb[SNAPTUN_A_ALLOWEDIP_FLAGS])
		flags = nla_get_u32(tb[SNAPTUN_A_ALLOWEDIP_FLAGS]);
	return snt_allowed_ips_txn_add(&request->allowed_ips,
				       ipv4 ? AF_INET : AF_INET6,
				       nla_data(ipv4 ?: ipv6), nla_get_u8(len),
				       flags & SNAPTUN_ALLOWEDIP_FLAGS_REMOVE);
}

static int read_allowed_ips(struct snt_peer_request *request,
			    struct genl_info *info)
{
	struct nlattr *attr;
	int err, rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != SNAPTUN_A_PEER_ALLOWEDIP)
			continue;
		err = read_allowed_ip(request, attr, info->extack);
		if (err)
			return err;
		cond_resched();
	}
	return 0;
}

/**
 * snt_peer_request_release - free what was not used up
 * @request: from snt_peer_request_read()
 */
void snt_peer_request_release(struct snt_peer_request *request)
{
	snt_allowed_ips_txn_abort(&request->allowed_ips);
	snt_path_end_destroy(request->end);
	kfree(request->label);
}

/**
 * snt_peer_request_read - read and check a request about a peer
 * @request: filled; to be released by snt_peer_request_release() on success
 * @info: request, parsed
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int snt_peer_request_read(struct snt_peer_request *request,
			  struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	int err;

	memset(request, 0, sizeof(*request));
	err = snt_peer_request_require_key(info);
	if (err)
		return err;
	request->key = nla_data(attrs[SNAPTUN_A_PEER_PUBLIC_KEY]);
	if (attrs[SNAPTUN_A_PEER_PRESHARED_KEY])
		request->psk = nla_data(attrs[SNAPTUN_A_PEER_PRESHARED_KEY]);
	if (attrs[SNAPTUN_A_PEER_FLAGS])
		request->flags = nla_get_u32(attrs[SNAPTUN_A_PEER_FLAGS]);
	request->keepalive = attrs[SNAPTUN_A_PEER_PERSISTENT_KEEPALIVE];
	snt_allowed_ips_txn_init(&request->allowed_ips,
				 request->flags &
				 SNAPTUN_PEER_FLAGS_REPLACE_ALLOWEDIPS);
	err = read_endpoint(request, info);
	if (!err)
		err = read_encap(request, info);
	if (!err)
		err = read_label(request, info);
	if (!err)
		err = read_allowed_ips(request, info);
	if (err)
		snt_peer_request_release(request);
	return err;
}
