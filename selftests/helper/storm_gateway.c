// SPDX-License-Identifier: GPL-2.0-only
/*
 * The operations of the storm where the device is a gateway: identities of the
 * keys that all devices have, their accounts, and an underlay.
 */
#include "storm.h"

#include <linux/snaptun.h>
#include <stdio.h>
#include <time.h>

#define LONG_S		3600
#define SHORT_S		10
#define TOKENS		4
#define ROUTERS		3

/* One in four is a client of the device before it, of which every other one is of
 * role gateway.
 */
uint32_t storm_role(const struct worker *worker)
{
	if (worker->dev % 4 == 3)
		return SNAPTUN_ROLE_CLIENT;
	return worker->dev % 8 == 6 ? SNAPTUN_ROLE_GATEWAY : SNAPTUN_ROLE_PEER;
}

static void begin_identity(struct worker *worker, struct request *request,
			   uint8_t cmd)
{
	unsigned int other = storm_odds(worker, 6) ? storm->devices : 0;
	/* Mostly that of its client, never its own */
	unsigned int next = storm_odds(worker, 3) ?
			    1 + storm_draw(&worker->state,
					   storm->devices - 1) : 1;
	unsigned int dev = (worker->dev + next) % storm->devices;

	storm_begin(worker, request, cmd, SNAPTUN_A_IDENTITY_IFNAME);
	request_put(request, SNAPTUN_A_IDENTITY_PUBLIC_KEY,
		    storm->public_key[dev + other], 32);
}

static void put_limits(struct worker *worker, struct request *request)
{
	request_put_u32(request, SNAPTUN_A_IDENTITY_TUNNEL_LIMIT,
			1 + storm_draw(&worker->state, 20));
	request_put_u64(request, SNAPTUN_A_IDENTITY_QUOTA,
			storm_odds(worker, 2) ? 0 :
			storm_draw(&worker->state, 1000000));
	request_put_u64(request, SNAPTUN_A_IDENTITY_QUOTA_USED, 0);
	request_put_u64(request, SNAPTUN_A_IDENTITY_RATE,
			storm_odds(worker, 2) ? 0 : 1000000);
}

/* A registration, which may end before the storm does */
void storm_set_identity(struct worker *worker, struct request *request)
{
	uint64_t seconds = storm_odds(worker, 4) ? SHORT_S : LONG_S;
	char token[16];

	begin_identity(worker, request, storm_odds(worker, 4) ?
		       SNAPTUN_CMD_IDENTITY_ADD : SNAPTUN_CMD_IDENTITY_SET);
	request_put_u64(request, SNAPTUN_A_IDENTITY_EXPIRES,
			((uint64_t)time(NULL) + seconds) * 1000);
	if (storm_odds(worker, 3)) {
		snprintf(token, sizeof(token), "token %u",
			 storm_draw(&worker->state, TOKENS));
		request_put_text(request, SNAPTUN_A_IDENTITY_TOKEN_ID, token);
	}
	if (storm_odds(worker, 4))
		request_put_text(request, SNAPTUN_A_IDENTITY_LABEL,
				 storm_odds(worker, 2) ? "" : "a label");
	if (storm_odds(worker, 4))
		put_limits(worker, request);
	if (storm_odds(worker, 16))
		request_put(request, SNAPTUN_A_IDENTITY_PRESHARED_KEY,
			    storm->private_key[0], 32);
}

void storm_remove_identity(struct worker *worker, struct request *request)
{
	begin_identity(worker, request, SNAPTUN_CMD_IDENTITY_DEL);
}

void storm_set_account(struct worker *worker, struct request *request)
{
	struct nlattr *nest;

	begin_identity(worker, request, SNAPTUN_CMD_ACCOUNT_SET);
	request_put_u64(request, SNAPTUN_A_IDENTITY_GENERATION, 1);
	nest = request_nest(request, SNAPTUN_A_IDENTITY_IA_PAIR);
	request_put_u32(request, SNAPTUN_A_IA_PAIR_WAY, SNAPTUN_WAY_RX);
	request_put_u64(request, SNAPTUN_A_IA_PAIR_SRC_IA,
			storm_draw(&worker->state, 40));
	request_put_u64(request, SNAPTUN_A_IA_PAIR_DST_IA, 1);
	request_nest_end(request, nest);
}

/* Its tunnels, identities or accounts, of each in turn */
void storm_list_gateway(struct worker *worker, struct request *request)
{
	struct nlmsghdr *msg = (void *)request->buf;

	switch (storm_draw(&worker->state, 3)) {
	case 0:
		storm_begin(worker, request, SNAPTUN_CMD_TUNNEL_GET,
			    SNAPTUN_A_PEER_IFNAME);
		break;
	case 1:
		storm_begin(worker, request, SNAPTUN_CMD_IDENTITY_GET,
			    SNAPTUN_A_IDENTITY_IFNAME);
		break;
	default:
		storm_begin(worker, request, SNAPTUN_CMD_ACCOUNT_GET,
			    SNAPTUN_A_IDENTITY_IFNAME);
		break;
	}
	msg->nlmsg_flags |= NLM_F_DUMP;
}

static void put_router(struct worker *worker, struct request *request,
		       uint16_t interface)
{
	const uint8_t host = (uint8_t)(1 + storm_draw(&worker->state,
						      storm->namespaces));
	const uint8_t ipv4[4] = { 10, 0, 0, host };
	const uint8_t ipv6[16] = { 0xfd, [15] = host };
	const uint16_t port = htons(STORM_TUNNELS);
	struct nlattr *nest = request_nest(request, SNAPTUN_A_UNDERLAY_ROUTER);

	request_put_u16(request, SNAPTUN_A_ROUTER_INTERFACE, interface);
	request_put(request, SNAPTUN_A_ROUTER_PORT, &port, sizeof(port));
	if (storm_odds(worker, 2))
		request_put(request, SNAPTUN_A_ROUTER_IPV6, ipv6, 16);
	else
		request_put(request, SNAPTUN_A_ROUTER_IPV4, ipv4, 4);
	request_nest_end(request, nest);
}

/* None, or up to so many; at any port, or one that others may have */
void storm_set_underlay(struct worker *worker, struct request *request)
{
	uint16_t nr = (uint16_t)storm_draw(&worker->state, ROUTERS + 1);

	storm_begin(worker, request, SNAPTUN_CMD_UNDERLAY_SET,
		    SNAPTUN_A_UNDERLAY_IFNAME);
	request_put_u16(request, SNAPTUN_A_UNDERLAY_PORT,
			storm_odds(worker, 2) ? 0 : STORM_TUNNELS);
	while (nr--)
		put_router(worker, request, nr);
}

void storm_set_policy(struct worker *worker, struct request *request)
{
	const uint8_t isd_as[8] = { 0, 1, [7] = 1 };

	storm_begin(worker, request, SNAPTUN_CMD_DEV_SET,
		    SNAPTUN_A_DEV_IFNAME);
	request_put(request, SNAPTUN_A_DEV_ISD_AS, isd_as, sizeof(isd_as));
	request_put_u32(request, SNAPTUN_A_DEV_POLICY,
			storm_draw(&worker->state, 3));
	request_put_u32(request, SNAPTUN_A_DEV_HAIRPIN,
			storm_draw(&worker->state, 2));
}
