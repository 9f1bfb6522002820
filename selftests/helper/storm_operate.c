// SPDX-License-Identifier: GPL-2.0-only
/*
 * The operations of the storm. A request is built at random, and may come too
 * late, too early or twice: the kernel may refuse what is not there, or there
 * already, and nothing else.
 */
#include "storm.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/snaptun.h>
#include <net/if.h>
#include <string.h>
#include <unistd.h>

static unsigned int draw(struct worker *worker, unsigned int below)
{
	return storm_draw(&worker->state, below);
}

/* Once in @n times */
bool storm_odds(struct worker *worker, unsigned int n)
{
	return !draw(worker, n);
}

static void begin_link(struct worker *worker, struct request *request,
		       uint16_t type, const struct ifinfomsg *head)
{
	request_begin(request, type, 0, head, sizeof(*head));
	request_put_text(request, IFLA_IFNAME, worker->name);
}

static void set_link(struct worker *worker, struct request *request)
{
	begin_link(worker, request, RTM_NEWLINK, &(struct ifinfomsg){ 0 });
}

static bool is_client(const struct worker *worker)
{
	return storm_role(worker) == SNAPTUN_ROLE_CLIENT;
}

static bool is_gateway(const struct worker *worker)
{
	return storm_role(worker) == SNAPTUN_ROLE_GATEWAY;
}

static void make(struct worker *worker, struct request *request)
{
	struct nlattr *nest, *data;

	request_begin(request, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL,
		      &(struct ifinfomsg){ 0 }, sizeof(struct ifinfomsg));
	request_put_text(request, IFLA_IFNAME, worker->name);
	nest = request_nest(request, IFLA_LINKINFO);
	request_put_text(request, IFLA_INFO_KIND, "snaptun");
	data = request_nest(request, IFLA_INFO_DATA);
	request_put_u32(request, SNAPTUN_A_LINK_ROLE, storm_role(worker));
	request_nest_end(request, data);
	request_nest_end(request, nest);
}

static void remove_link(struct worker *worker, struct request *request)
{
	begin_link(worker, request, RTM_DELLINK, &(struct ifinfomsg){ 0 });
}

static void up(struct worker *worker, struct request *request)
{
	const struct ifinfomsg head = {
		.ifi_flags = IFF_UP, .ifi_change = IFF_UP,
	};

	begin_link(worker, request, RTM_NEWLINK, &head);
}

static void down(struct worker *worker, struct request *request)
{
	const struct ifinfomsg head = { .ifi_change = IFF_UP };

	begin_link(worker, request, RTM_NEWLINK, &head);
}

static void set_mtu(struct worker *worker, struct request *request)
{
	set_link(worker, request);
	request_put_u32(request, IFLA_MTU, 68 + draw(worker, 9000));
}

/* A namespace that is not there at the moment stands for where it is. */
static void move(struct worker *worker, struct request *request)
{
	worker->target = draw(worker, storm->namespaces);
	worker->target_fd = storm_open_namespace(worker->target);
	set_link(worker, request);
	if (worker->target_fd > 0)
		request_put_u32(request, IFLA_NET_NS_FD,
				(uint32_t)worker->target_fd);
}

void storm_begin(struct worker *worker, struct request *request, uint8_t cmd,
		 uint16_t name)
{
	const struct genlmsghdr head = { .cmd = cmd };

	request_begin(request, (uint16_t)storm->family, 0, &head, sizeof(head));
	request_put_text(request, name, worker->name);
}

static void set_dev(struct worker *worker, struct request *request)
{
	storm_begin(worker, request, SNAPTUN_CMD_DEV_SET,
		    SNAPTUN_A_DEV_IFNAME);
}

static void set_key(struct worker *worker, struct request *request)
{
	unsigned int other = storm_odds(worker, 4) ? storm->devices : 0;

	set_dev(worker, request);
	request_put(request, SNAPTUN_A_DEV_PRIVATE_KEY,
		    storm->private_key[worker->dev + other], 32);
}

/* The usual one, a neighbour's, which may be taken, or any */
static void set_port(struct worker *worker, struct request *request)
{
	uint16_t port = (uint16_t)(STORM_PORT + worker->dev);

	if (storm_odds(worker, 8))
		port++;
	else if (storm_odds(worker, 8))
		port = 0;
	set_dev(worker, request);
	request_put_u16(request, SNAPTUN_A_DEV_LISTEN_PORT, port);
}

/* What a device needs before others reach it */
static void set_up_dev(struct worker *worker, struct request *request)
{
	set_dev(worker, request);
	request_put(request, SNAPTUN_A_DEV_PRIVATE_KEY,
		    storm->private_key[worker->dev], 32);
	if (!is_client(worker))
		request_put_u16(request, SNAPTUN_A_DEV_LISTEN_PORT,
				(uint16_t)(STORM_PORT + worker->dev));
}

static void set_modes(struct worker *worker, struct request *request)
{
	set_dev(worker, request);
	request_put_u32(request, SNAPTUN_A_DEV_FWMARK, draw(worker, 2));
	request_put_u32(request, SNAPTUN_A_DEV_GSO, draw(worker, 3));
	if (storm_odds(worker, 4))
		request_put_u32(request, SNAPTUN_A_DEV_WIRE, draw(worker, 2));
	if (storm_odds(worker, 8))
		request_put_u32(request, SNAPTUN_A_DEV_PAYLOAD,
				draw(worker, 3));
}

static void replace_peers(struct worker *worker, struct request *request)
{
	set_dev(worker, request);
	request_put_u32(request, SNAPTUN_A_DEV_FLAGS,
			SNAPTUN_DEV_FLAGS_REPLACE_PEERS);
}

static unsigned int begin_peer(struct worker *worker, struct request *request,
			       uint8_t cmd)
{
	unsigned int other = storm_odds(worker, 6) ? storm->devices : 0;
	unsigned int peer = draw(worker, storm->devices);

	storm_begin(worker, request, cmd, SNAPTUN_A_PEER_IFNAME);
	request_put(request, SNAPTUN_A_PEER_PUBLIC_KEY,
		    storm->public_key[peer + other], 32);
	return peer;
}

/* Of the namespace that the peer is made in */
static void put_endpoint(struct request *request, unsigned int peer)
{
	uint8_t host = (uint8_t)(peer % storm->namespaces + 1);
	const uint8_t ipv4[4] = { 10, 0, 0, host };
	const uint8_t ipv6[16] = { 0xfd, [15] = host };
	const uint16_t port = htons((uint16_t)(STORM_PORT + peer));

	if (peer & 1)
		request_put(request, SNAPTUN_A_PEER_REMOTE_IPV6, ipv6, 16);
	else
		request_put(request, SNAPTUN_A_PEER_REMOTE_IPV4, ipv4, 4);
	request_put(request, SNAPTUN_A_PEER_REMOTE_PORT, &port, 2);
}

static void put_allowed_ip(struct request *request, unsigned int peer,
			   uint32_t flags)
{
	const uint8_t ipv4[4] = { 10, 9, 0, (uint8_t)peer };
	const uint8_t len = 32;
	struct nlattr *nest;

	nest = request_nest(request, SNAPTUN_A_PEER_ALLOWEDIP);
	request_put(request, SNAPTUN_A_ALLOWEDIP_IPV4, ipv4, 4);
	request_put(request, SNAPTUN_A_ALLOWEDIP_PREFIX_LEN, &len, 1);
	request_put_u32(request, SNAPTUN_A_ALLOWEDIP_FLAGS, flags);
	request_nest_end(request, nest);
}

static void set_peer(struct worker *worker, struct request *request)
{
	unsigned int peer = begin_peer(worker, request, SNAPTUN_CMD_PEER_SET);

	if (!storm_odds(worker, 4))
		put_endpoint(request, peer);
	if (!storm_odds(worker, 4))
		put_allowed_ip(request, peer, 0);
	else if (storm_odds(worker, 4))
		put_allowed_ip(request, peer, SNAPTUN_ALLOWEDIP_FLAGS_REMOVE);
	if (storm_odds(worker, 2))
		request_put_u16(request, SNAPTUN_A_PEER_PERSISTENT_KEEPALIVE,
				(uint16_t)draw(worker, 3));
	if (storm_odds(worker, 16))
		request_put(request, SNAPTUN_A_PEER_PRESHARED_KEY,
			    storm->private_key[0], 32);
}

static void remove_peer(struct worker *worker, struct request *request)
{
	begin_peer(worker, request, SNAPTUN_CMD_PEER_DEL);
}

static void set_gateway(struct worker *worker, struct request *request)
{
	unsigned int gateway = worker->dev - (worker->dev % 4 == 3);

	storm_begin(worker, request, SNAPTUN_CMD_GATEWAY_SET,
		    SNAPTUN_A_PEER_IFNAME);
	request_put(request, SNAPTUN_A_PEER_PUBLIC_KEY,
		    storm->public_key[gateway], 32);
	put_endpoint(request, storm_odds(worker, 8) ? gateway - 1 : gateway);
	request_put_u16(request, SNAPTUN_A_PEER_PERSISTENT_KEEPALIVE,
			(uint16_t)draw(worker, 3));
}

static void set_client(struct worker *worker, struct request *request)
{
	set_dev(worker, request);
	request_put_u32(request, SNAPTUN_A_DEV_ADDRESS_POLICY,
			draw(worker, 3));
	request_put_u32(request, SNAPTUN_A_DEV_CARRIER, draw(worker, 2));
	request_put_u32(request, SNAPTUN_A_DEV_GIVE_UP_AFTER,
			draw(worker, 200));
}

/* Sockets of applications that take the tunnels of others before long */
static void set_facade(struct worker *worker, struct request *request)
{
	const uint8_t at[4] = { 10, 9, 1, (uint8_t)worker->dev };
	const uint8_t none[4] = { 0 };

	set_dev(worker, request);
	request_put(request, SNAPTUN_A_DEV_FACADE_IPV4,
		    storm_odds(worker, 6) ? none : at, 4);
	request_put_u32(request, SNAPTUN_A_DEV_FLOW_LIMIT,
			storm_odds(worker, 8) ? 0 : 1 + draw(worker, 16));
	request_put_u32(request, SNAPTUN_A_DEV_FLOW_IDLE,
			20 * draw(worker, 3));
	request_put_u32(request, SNAPTUN_A_DEV_FACADE_TRANSLATION,
			storm_odds(worker, 8) ? SNAPTUN_FACADE_TRANSLATION_OFF :
					  SNAPTUN_FACADE_TRANSLATION_ON);
}

/* Any port, or one of ten that others want, too */
static void add_tunnel(struct worker *worker, struct request *request)
{
	storm_begin(worker, request, SNAPTUN_CMD_TUNNEL_ADD,
		    SNAPTUN_A_PEER_IFNAME);
	if (storm_odds(worker, 2))
		return;
	request_put_u16(request, SNAPTUN_A_PEER_LOCAL_PORT, STORM_TUNNELS);
	request_put_u16(request, SNAPTUN_A_PEER_LOCAL_PORT_MAX,
			STORM_TUNNELS + 9);
}

static void begin_tunnel(struct worker *worker, struct request *request,
			 uint8_t cmd)
{
	storm_begin(worker, request, cmd, SNAPTUN_A_PEER_IFNAME);
	request_put_u32(request, SNAPTUN_A_PEER_ID, 1 + draw(worker, 40));
}

static void remove_tunnel(struct worker *worker, struct request *request)
{
	begin_tunnel(worker, request, SNAPTUN_CMD_TUNNEL_DEL);
}

static void set_tunnel(struct worker *worker, struct request *request)
{
	begin_tunnel(worker, request, SNAPTUN_CMD_TUNNEL_SET);
	request_put_u32(request, SNAPTUN_A_PEER_ACTION, draw(worker, 2));
}

static void list_peers(struct worker *worker, struct request *request)
{
	struct nlmsghdr *msg = (void *)request->buf;

	storm_begin(worker, request, is_client(worker) ?
		    SNAPTUN_CMD_TUNNEL_GET : SNAPTUN_CMD_PEER_GET,
		    SNAPTUN_A_PEER_IFNAME);
	msg->nlmsg_flags |= NLM_F_DUMP;
}

static void get_drops(struct worker *worker, struct request *request)
{
	storm_begin(worker, request, SNAPTUN_CMD_STATS_GET,
		    SNAPTUN_A_STATS_IFNAME);
}

static void get_dev(struct worker *worker, struct request *request)
{
	storm_begin(worker, request, SNAPTUN_CMD_DEV_GET,
		    SNAPTUN_A_DEV_IFNAME);
}

static const struct operation {
	const char *name;
	build_fn *build;
	bool is_link;
	unsigned int weight;
} operations[] = {
	{ "set-peer", set_peer, false, 30 },
	{ "remove-peer", remove_peer, false, 6 },
	{ "replace-peers", replace_peers, false, 1 },
	{ "set-up-dev", set_up_dev, false, 4 },
	{ "set-key", set_key, false, 4 },
	{ "set-port", set_port, false, 4 },
	{ "set-modes", set_modes, false, 4 },
	{ "list-peers", list_peers, false, 12 },
	{ "set-gateway", set_gateway, false, 4 },
	{ "set-client", set_client, false, 2 },
	{ "set-facade", set_facade, false, 4 },
	{ "add-tunnel", add_tunnel, false, 16 },
	{ "remove-tunnel", remove_tunnel, false, 8 },
	{ "set-tunnel", set_tunnel, false, 4 },
	{ "get-drops", get_drops, false, 4 },
	{ "get-dev", get_dev, false, 4 },
	{ "up", up, true, 10 },
	{ "down", down, true, 3 },
	{ "set-mtu", set_mtu, true, 2 },
	{ "move", move, true, 3 },
	{ "make", make, true, 1 },
	{ "remove", remove_link, true, 1 },
};

/* With which a device begins */
static const struct operation beginning[] = {
	{ "make", make, true, 0 },
	{ "set-up-dev", set_up_dev, false, 0 },
	{ "set-peer", set_peer, false, 0 },
	{ "set-gateway", set_gateway, false, 0 },
	{ "set-facade", set_facade, false, 0 },
	{ "up", up, true, 0 },
	{ }
};

/* What is done mostly instead where the device is a gateway */
static const struct {
	build_fn *usual;
	build_fn *at_gateway;
} replacements[] = {
	{ set_peer, storm_set_identity },
	{ remove_peer, storm_remove_identity },
	{ list_peers, storm_list_gateway },
	{ set_gateway, storm_set_account },
	{ set_client, storm_set_policy },
	{ set_facade, storm_set_underlay },
};

static build_fn *replaced(struct worker *worker, build_fn *build)
{
	size_t i;

	if (!is_gateway(worker) || storm_odds(worker, 8))
		return build;
	for (i = 0; i < sizeof(replacements) / sizeof(replacements[0]); i++)
		if (replacements[i].usual == build)
			return replacements[i].at_gateway;
	return build;
}

static const struct operation *choose(struct worker *worker)
{
	const struct operation *operation;
	unsigned int sum = 0, at;
	size_t i;

	for (i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		sum += operations[i].weight;
	at = draw(worker, sum);
	for (operation = operations; at >= operation->weight; operation++)
		at -= operation->weight;
	return operation;
}

static void note_session(const struct nlmsghdr *msg, void *context)
{
	const struct genlmsghdr *head = NLMSG_DATA(msg);
	const uint32_t *found = answer_attr(msg, GENL_HDRLEN,
					    SNAPTUN_A_PEER_STATE, 4);

	(void)context;
	if (head->cmd == SNAPTUN_CMD_IDENTITY_GET)
		__atomic_add_fetch(&storm->identities, 1, __ATOMIC_RELAXED);
	if (head->cmd != SNAPTUN_CMD_PEER_GET &&
	    head->cmd != SNAPTUN_CMD_TUNNEL_GET)
		return;
	if (found && *found == SNAPTUN_PEER_STATE_UP)
		__atomic_add_fetch(&storm->sessions, 1, __ATOMIC_RELAXED);
	if (answer_attr(msg, GENL_HDRLEN, SNAPTUN_A_PEER_APP_IPV4, 4))
		__atomic_add_fetch(&storm->flows, 1, __ATOMIC_RELAXED);
}

/* What the others did meanwhile may be in the way. */
static bool is_to_be_expected(int ret, bool is_move)
{
	switch (ret) {
	case -ENODEV:
	case -ENOENT:
	case -EEXIST:
	case -EADDRINUSE:
	case -ENONET:
	case -EBUSY:
	case -EADDRNOTAVAIL:
	case -EDESTADDRREQ:
	case -ENETDOWN:
		return true;
	/* A worker does not look first what role a device has. */
	case -EOPNOTSUPP:
		return true;
	default:
		/* The file of a namespace is another one's by now. */
		return is_move && ret == -EINVAL;
	}
}

static void note_place(struct worker *worker, int ret)
{
	unsigned int *where = &storm->where[worker->dev];

	if (worker->target_fd > 0 && !ret)
		__atomic_store_n(where, worker->target, __ATOMIC_RELAXED);
	else if (ret == -ENODEV)
		__atomic_store_n(where, worker->dev % storm->namespaces,
				 __ATOMIC_RELAXED);
}

static int run(struct worker *worker, const struct operation *operation)
{
	build_fn *build = replaced(worker, operation->build);
	struct request request;
	int ret;

	worker->target_fd = 0;
	build(worker, &request);
	ret = request_do(&request, operation->is_link ? worker->route_fd :
			 worker->family_fd, build == list_peers ||
			 build == storm_list_gateway ? note_session : NULL,
			 NULL);
	note_place(worker, ret);
	if (is_to_be_expected(ret, operation->build == move))
		__atomic_add_fetch(&storm->refused, 1, __ATOMIC_RELAXED);
	else if (ret)
		die("%s of %s: %s", operation->name, worker->name,
		    strerror(-ret));
	if (worker->target_fd > 0)
		close(worker->target_fd);
	__atomic_add_fetch(&storm->done, 1, __ATOMIC_RELAXED);
	return ret;
}

/* What is not there is made, in its place. */
void storm_operate(struct worker *worker)
{
	const struct operation *operation;

	if (run(worker, choose(worker)) != -ENODEV ||
	    worker->namespace != worker->dev % storm->namespaces)
		return;
	for (operation = beginning; operation->name; operation++)
		run(worker, operation);
}
