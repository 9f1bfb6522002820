// SPDX-License-Identifier: GPL-2.0-only
/*
 * Differences: applied to what there is, they must give what is wanted, and
 * must not touch what stays.
 */
#include <kunit/test.h>
#include <stdlib.h>

#include "conf_text.h"
#include "diff.h"

#define KEY_A	"xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg="
#define KEY_B	"TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0="
#define KEY_C	"gN65BkIKy1eCE9pP1wdc8ROUtkHLF2PfAqYdyYBz6EA="
#define PUBLIC_OF_C	"zFXciQxqlh36Z2P1rWWFZF5S/Gj1yYEEmQ+BVQT+IC4="
#define PEER_A	"[Peer]\nPublicKey = " KEY_A "\n"
#define PEER_B	"[Peer]\nPublicKey = " KEY_B "\n"
#define PEER_C	"[Peer]\nPublicKey = " KEY_C "\n"

static struct snt_dev *diff(struct kunit *test, const char *have_text,
			    const char *want_text, enum snt_diff_mode mode)
{
	struct snt_dev *have = read_dev(test, have_text);
	struct snt_dev *want = read_dev(test, want_text);
	struct snt_dev *change = snt_diff_create(have, want, mode);

	snt_model_destroy(have);
	snt_model_destroy(want);
	return change;
}

static void expect_nothing(struct kunit *test, const char *have,
			   const char *want, enum snt_diff_mode mode)
{
	struct snt_dev *change = diff(test, have, want, mode);

	KUNIT_EXPECT_EQ(test, change->flags, 0);
	KUNIT_EXPECT_EQ(test, change->nr_peers, 0);
	snt_model_destroy(change);
}

static void same_configuration_changes_nothing(struct kunit *test)
{
	static const char text[] =
		"[Interface]\nListenPort = 1\nFwMark = 2\n"
		"PrivateKey = " KEY_C "\nWire = wireguard\nPayload = ip\n"
		PEER_A "AllowedIPs = 10.0.0.0/8, fd00::/8\nLabel = a\n"
		"PresharedKey = " KEY_B "\nPersistentKeepalive = 5\n"
		PEER_B "AllowedIPs = 11.0.0.0/8\n";

	expect_nothing(test, text, text, SNT_DIFF_SET);
	expect_nothing(test, text, text, SNT_DIFF_SYNC);
}

static void order_does_not_matter(struct kunit *test)
{
	expect_nothing(test,
		       PEER_A "AllowedIPs = 10.0.0.0/8, 11.0.0.0/8\n" PEER_B,
		       PEER_B PEER_A "AllowedIPs = 11.0.0.0/8, 10.0.0.0/8\n",
		       SNT_DIFF_SYNC);
}

static void interface_keys_that_are_absent_are_reset_or_kept(struct kunit *test)
{
	static const char have[] =
		"[Interface]\nListenPort = 1\nFwMark = 2\nPrivateKey = "
		KEY_C "\nWire = wireguard\nPayload = ip\n";
	struct snt_dev *change = diff(test, have, "", SNT_DIFF_SET);

	KUNIT_EXPECT_EQ(test, change->flags, SNT_DEV_HAS_PRIVATE_KEY |
			SNT_DEV_HAS_FWMARK | SNT_DEV_HAS_LISTEN_PORT);
	KUNIT_EXPECT_EQ(test, change->fwmark, 0);
	KUNIT_EXPECT_EQ(test, change->private_key[0], 0);
	snt_model_destroy(change);
	expect_nothing(test, have, "", SNT_DIFF_SYNC);
}

static void only_differing_allowed_ips_are_sent(struct kunit *test)
{
	struct snt_dev *change = diff(test,
		PEER_A "AllowedIPs = 10.0.0.0/8, 11.0.0.0/8, fd00::/8\n" PEER_B,
		PEER_A "AllowedIPs = 11.0.0.0/8, 12.0.0.0/8, fd00::/8\n" PEER_B,
		SNT_DIFF_SYNC);
	const struct snt_peer *peer = change->peers;

	KUNIT_ASSERT_EQ(test, change->nr_peers, 1);
	KUNIT_EXPECT_EQ(test, peer->flags, SNT_PEER_UPDATE_ONLY);
	KUNIT_ASSERT_EQ(test, peer->nr_prefixes, 2);
	KUNIT_EXPECT_EQ(test, peer->prefixes[0].addr[0], 10);
	KUNIT_EXPECT_TRUE(test, peer->prefixes[0].remove);
	KUNIT_EXPECT_EQ(test, peer->prefixes[1].addr[0], 12);
	KUNIT_EXPECT_FALSE(test, peer->prefixes[1].remove);
	snt_model_destroy(change);
}

static void settings_that_are_gone_are_removed(struct kunit *test)
{
	struct snt_dev *change = diff(test,
		PEER_A "Label = a\nPersistentKeepalive = 5\nPresharedKey = "
		KEY_B "\n", PEER_A, SNT_DIFF_SYNC);
	const struct snt_peer *peer = change->peers;

	KUNIT_ASSERT_EQ(test, change->nr_peers, 1);
	KUNIT_EXPECT_EQ(test, peer->flags, SNT_PEER_UPDATE_ONLY |
			SNT_PEER_HAS_PSK | SNT_PEER_HAS_KEEPALIVE |
			SNT_PEER_HAS_LABEL);
	KUNIT_EXPECT_EQ(test, peer->preshared_key[0], 0);
	KUNIT_EXPECT_EQ(test, peer->keepalive_s, 0);
	KUNIT_EXPECT_EQ(test, peer->label[0], 0);
	snt_model_destroy(change);
}

static void peers_come_and_go(struct kunit *test)
{
	struct snt_dev *change = diff(test, PEER_A PEER_B, PEER_B PEER_C,
				      SNT_DIFF_SYNC);

	KUNIT_ASSERT_EQ(test, change->nr_peers, 2);
	KUNIT_EXPECT_EQ(test, change->peers->flags, SNT_PEER_REMOVE);
	KUNIT_EXPECT_EQ(test, change->peers->next->flags,
			SNT_PEER_REPLACE_ALLOWED_IPS);
	snt_model_destroy(change);
}

static void all_peers_go_by_one_request(struct kunit *test)
{
	struct snt_dev *change = diff(test, PEER_A PEER_B, PEER_C,
				      SNT_DIFF_SYNC);

	KUNIT_EXPECT_EQ(test, change->flags, SNT_DEV_REPLACE_PEERS);
	KUNIT_EXPECT_EQ(test, change->nr_peers, 1);
	snt_model_destroy(change);
}

static void sections_of_one_key_are_one_peer(struct kunit *test)
{
	struct snt_dev *change = diff(test, "",
		PEER_A "AllowedIPs = 10.0.0.0/8\nLabel = x\n" PEER_B
		PEER_A "AllowedIPs = 11.0.0.0/8\n", SNT_DIFF_SET);
	const struct snt_peer *peer = change->peers;

	KUNIT_ASSERT_EQ(test, change->nr_peers, 2);
	KUNIT_ASSERT_EQ(test, peer->nr_prefixes, 1);
	KUNIT_EXPECT_EQ(test, peer->prefixes[0].addr[0], 11);
	KUNIT_EXPECT_TRUE(test, !strcmp(peer->label, "x"));
	snt_model_destroy(change);
}

static void allowed_ip_of_several_peers_stays_with_the_last(struct kunit *test)
{
	static const char want[] = PEER_A "AllowedIPs = 10.0.0.0/8\n"
				   PEER_B "AllowedIPs = 10.0.0.0/8\n";

	expect_nothing(test, PEER_A PEER_B "AllowedIPs = 10.0.0.0/8\n", want,
		       SNT_DIFF_SYNC);
}

/* One list for all hosts of a mesh: the kernel leaves out the device's own key. */
static void own_key_takes_no_allowed_ip_away(struct kunit *test)
{
	static const char have[] =
		"[Interface]\nPrivateKey = " KEY_C "\n"
		PEER_A "AllowedIPs = 10.0.0.0/8\n";
	static const char want[] =
		"[Interface]\nPrivateKey = " KEY_C "\n"
		PEER_A "AllowedIPs = 10.0.0.0/8\n"
		"[Peer]\nPublicKey = " PUBLIC_OF_C "\n"
		"AllowedIPs = 10.0.0.0/8\n";
	struct snt_dev *change = diff(test, have, want, SNT_DIFF_SYNC);

	KUNIT_EXPECT_EQ(test, change->flags, 0);
	KUNIT_ASSERT_EQ(test, change->nr_peers, 1);
	KUNIT_EXPECT_EQ(test, change->peers->nr_prefixes, 0);
	KUNIT_EXPECT_FALSE(test,
			   change->peers->flags & SNT_PEER_UPDATE_ONLY);
	snt_model_destroy(change);
}

#define CLIENT	"[Interface]\nRole = client\n"
#define GATEWAY "[Gateway]\nPublicKey = " KEY_A "\n"
#define PORT(p)	"[Tunnel]\nLocalPort = " p "\n"

/* Those of the kernel have a number and one port each. */
static struct snt_dev *diff_client(struct kunit *test, const char *have_text,
				   const char *want_text)
{
	struct snt_dev *have = read_dev(test, have_text);
	struct snt_dev *want = read_dev(test, want_text);
	struct snt_dev *change;
	struct snt_peer *tunnel;
	uint32_t id = 0;

	for (tunnel = have->peers; tunnel; tunnel = tunnel->next)
		tunnel->id = ++id;
	change = snt_diff_create(have, want, SNT_DIFF_SYNC);
	KUNIT_EXPECT_EQ(test, change->role, have->role);
	snt_model_destroy(have);
	snt_model_destroy(want);
	return change;
}

/* "-2" for tunnel 2 that goes, "+5-9*3" for three that come */
static void expect_tunnels(struct kunit *test, const char *have,
			   const char *want, const char *expected)
{
	struct snt_dev *change = diff_client(test, have, want);
	const struct snt_peer *t;
	char seen[128] = "";
	size_t n = 0;

	KUNIT_EXPECT_EQ(test, change->flags, 0);
	for (t = change->peers; t; t = t->next) {
		if (t->flags & SNT_PEER_REMOVE)
			n += snprintf(seen + n, sizeof(seen) - n, "-%u ",
				      t->id);
		else
			n += snprintf(seen + n, sizeof(seen) - n, "+%u-%u*%u ",
				      t->local_port, t->local_port_max,
				      t->count);
	}
	KUNIT_EXPECT_TRUE_MSG(test, !strcmp(seen, expected),
			      "'%s', seen '%s'", expected, seen);
	snt_model_destroy(change);
}

static void tunnels_stay_where_their_port_will_do(struct kunit *test)
{
	static const char have[] = CLIENT PORT("5") PORT("6") PORT("700");

	expect_tunnels(test, have, CLIENT PORT("700") PORT("5-9") PORT("any"),
		       "");
	expect_tunnels(test, have, CLIENT PORT("any") PORT("5-9") PORT("5"),
		       "");
	expect_tunnels(test, have, CLIENT "[Tunnel]\nCount = 3\n", "");
	expect_tunnels(test, have, CLIENT "[Tunnel]\nCount = 5\n", "+0-0*2 ");
	expect_tunnels(test, have, CLIENT PORT("5") PORT("8"),
		       "-2 -3 +8-0*1 ");
	expect_tunnels(test, have, CLIENT PORT("6-800") "Count = 3\n",
		       "-1 +6-800*1 ");
	expect_tunnels(test, have, CLIENT, "-1 -2 -3 ");
	expect_tunnels(test, CLIENT, have, "+5-0*1 +6-0*1 +700-0*1 ");
	expect_tunnels(test, CLIENT PORT("any"), CLIENT PORT("5-9"),
		       "-1 +5-9*1 ");
}

static void gateway_is_sent_where_it_differs(struct kunit *test)
{
	static const char have[] = CLIENT GATEWAY
		"Endpoint = 192.0.2.1:5\nPresharedKey = " KEY_B "\n"
		"PersistentKeepalive = 10\n";
	struct snt_dev *change;

	change = diff_client(test, have, have);
	KUNIT_EXPECT_NULL(test, change->gateway);
	snt_model_destroy(change);
	change = diff_client(test, have, CLIENT);
	KUNIT_EXPECT_NULL(test, change->gateway);
	snt_model_destroy(change);
	change = diff_client(test, have, CLIENT GATEWAY
			     "Endpoint = 192.0.2.1:5\n");
	KUNIT_ASSERT_NOT_NULL(test, change->gateway);
	KUNIT_EXPECT_EQ(test, change->gateway->flags, SNT_PEER_HAS_PSK);
	KUNIT_EXPECT_EQ(test, change->gateway->preshared_key[0], 0);
	snt_model_destroy(change);
	change = diff_client(test, CLIENT, have);
	KUNIT_ASSERT_NOT_NULL(test, change->gateway);
	KUNIT_EXPECT_EQ(test, change->gateway->keepalive_s, 10);
	snt_model_destroy(change);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(same_configuration_changes_nothing),
	KUNIT_CASE(order_does_not_matter),
	KUNIT_CASE(interface_keys_that_are_absent_are_reset_or_kept),
	KUNIT_CASE(only_differing_allowed_ips_are_sent),
	KUNIT_CASE(settings_that_are_gone_are_removed),
	KUNIT_CASE(peers_come_and_go),
	KUNIT_CASE(all_peers_go_by_one_request),
	KUNIT_CASE(sections_of_one_key_are_one_peer),
	KUNIT_CASE(allowed_ip_of_several_peers_stays_with_the_last),
	KUNIT_CASE(own_key_takes_no_allowed_ip_away),
	KUNIT_CASE(tunnels_stay_where_their_port_will_do),
	KUNIT_CASE(gateway_is_sent_where_it_differs),
	{ }
};

static struct kunit_suite suite = {
	.name = "ctl_diff",
	.test_cases = cases,
};

kunit_test_suite(suite);
