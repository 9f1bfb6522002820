// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve: endpoints that a file gives by name are looked up again where nobody
 * answers. Whoever answers is left alone, wherever it has moved to.
 */
#include "ctl.h"

#include <linux/snaptun.h>
#include <stdlib.h>
#include <string.h>

#include "ctl_conf.h"
#include "parse.h"
#include "quick.h"
#include "resolve.h"
#include "text.h"

/**
 * struct resolve - what is found out about a device
 * @have: the device
 * @change: what is to be changed about it
 * @failed: a name could not be resolved
 */
struct resolve {
	const struct snt_dev *have;
	struct snt_dev *change;
	bool failed;
};

static bool has_name(const struct snt_peer *peer)
{
	return peer->endpoint_host && !snt_parse_is_address(peer->endpoint_host);
}

/* An attempt to renew a session may have failed while that is still good. */
static bool answers(const struct snt_peer *peer)
{
	return (peer->state == SNAPTUN_PEER_STATE_UP ||
		peer->state == SNAPTUN_PEER_STATE_ADDRESS_CHANGED) &&
	       peer->last_error_ns <= peer->last_handshake_ns;
}

static bool gateway_answers(const struct snt_dev *dev)
{
	const struct snt_peer *tunnel = dev->peers;

	while (tunnel && !answers(tunnel))
		tunnel = tunnel->next;
	return tunnel;
}

/* Return: whether @want has another address now than @have */
static bool look_up(struct resolve *resolve, struct snt_peer *want,
		    const struct snt_peer *have, bool tried)
{
	char error[SNT_RESOLVE_ERROR], text[SNT_ADDR_TEXT];

	if (snt_resolve_again(want, &have->endpoint, tried, error)) {
		ctl_warn("%s", error);
		resolve->failed = true;
		return false;
	}
	if (snt_model_is_same_address(&want->endpoint, &have->endpoint))
		return false;
	printf("%s:%s is %s now\n", want->endpoint_host, want->endpoint_port,
	       snt_text_sockaddr(text, &want->endpoint));
	return true;
}

static void resolve_peers(struct resolve *resolve, const struct snt_dev *want)
{
	struct snt_peer **index = snt_model_index(resolve->have);
	struct snt_peer *peer, *have, *change;

	for (peer = want->peers; peer; peer = peer->next) {
		have = snt_model_lookup(index, resolve->have->nr_peers,
					peer->public_key);
		if (!have || !has_name(peer) || answers(have) ||
		    !look_up(resolve, peer, have,
			     have->state != SNAPTUN_PEER_STATE_IDLE))
			continue;
		change = snt_model_add_peer(resolve->change, peer->public_key);
		change->flags = SNT_PEER_UPDATE_ONLY | SNT_PEER_HAS_ENDPOINT;
		change->endpoint = peer->endpoint;
	}
	free(index);
}

static void resolve_gateway(struct resolve *resolve, struct snt_peer *want)
{
	const struct snt_peer *have = resolve->have->gateway;
	struct snt_peer *change;

	if (!have || !want || !has_name(want) ||
	    memcmp(have->public_key, want->public_key, SNT_KEY_LEN) ||
	    gateway_answers(resolve->have) ||
	    !look_up(resolve, want, have, resolve->have->peers))
		return;
	change = snt_model_set_gateway(resolve->change, want->public_key);
	change->flags = SNT_PEER_HAS_ENDPOINT;
	change->endpoint = want->endpoint;
}

static int run(struct snt_nl *nl, const struct quick *quick)
{
	struct resolve resolve = { 0 };
	struct snt_dev *have;
	int status = ctl_get_dev(nl, quick->ifname, &have);

	if (status)
		return status;
	resolve.have = have;
	resolve.change = snt_model_create(quick->ifname);
	if (snt_model_is_client(have))
		resolve_gateway(&resolve, quick->conf.dev->gateway);
	else
		resolve_peers(&resolve, quick->conf.dev);
	if (resolve.change->peers || resolve.change->gateway)
		status = ctl_apply(nl, resolve.change);
	snt_model_destroy(resolve.change);
	snt_model_destroy(have);
	return status || resolve.failed;
}

int cmd_resolve(int argc, char **argv)
{
	struct quick quick;
	struct snt_nl nl;
	int status;

	if (argc != 2)
		return CTL_USAGE;
	status = quick_init(&quick, argv[1]);
	if (!status) {
		status = ctl_open(&nl);
		if (!status)
			status = run(&nl, &quick);
		snt_nl_close(&nl);
	}
	quick_uninit(&quick);
	return status;
}
