// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configuration files.
 */
#include <kunit/test.h>
#include <linux/snaptun.h>
#include <stdio.h>
#include <stdlib.h>

#include "conf.h"

#define KEY_A	"xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg="
#define KEY_B	"TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0="

static const char example[] =
	"# a comment\n"
	"[Interface]\n"
	"PrivateKey = yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk= # why\n"
	"listenport=51820\r\n"
	"FwMark = 0xca6c\n"
	"Wire = WireGuard\n"
	"Payload = ip\n"
	"\n"
	"  [ Peer ]\n"
	"PublicKey = " KEY_A "\n"
	"AllowedIPs = 10.192.122.3/32, 10.192.124.1/24\n"
	"AllowedIPs = fd00::/64\n"
	"Endpoint = 192.95.5.67:1234\n"
	"Label = the  first # not this\n"
	"PersistentKeepalive = 25\n"
	"[peer]\n"
	"PublicKey = " KEY_B "\n"
	"PresharedKey = " KEY_A "\n"
	"Endpoint = [2607:5300:60:6b0::c05f:543]:2468\n"
	"Label = \"a # b \\\"c\\\\\" # comment\n"
	"AllowedIPs =";

#define GATEWAY "[Gateway]\nPublicKey = " KEY_A "\nEndpoint = 192.0.2.1:5\n"
#define CLIENT	"[Interface]\nRole = client\n"

static const char client[] =
	"[Tunnel]\n"
	"LocalPort = 6001\n"
	"[Tunnel]\n"
	"LocalPort = 7000-7009\nCount = 10\n"
	"[Tunnel]\n"
	"[Tunnel]\n"
	"LocalPort = Any\nCount = 2\n"
	"[Gateway]\n"
	"PublicKey = " KEY_A "\n"
	"PresharedKey = " KEY_B "\n"
	"Endpoint = [2001:db8::1]:51820\n"
	"PersistentKeepalive = off\n"
	"[Interface]\n"
	"Role = Client\nAddressPolicy = following\nGiveUpAfter = never\n"
	"Carrier = always\n";

static int parse(struct snt_conf *conf, const char *text, bool quick,
		 struct snt_conf_error *error)
{
	/* without the NUL, so that a read behind the end is seen */
	char *bytes = malloc(strlen(text) + 1);
	int ret;

	memcpy(bytes + 1, text, strlen(text));
	ret = snt_conf_parse(conf, bytes + 1, strlen(text), quick, error);
	free(bytes);
	return ret;
}

static void example_is_read(struct kunit *test)
{
	struct snt_conf_error error;
	const struct snt_peer *peer;
	struct snt_conf conf;

	KUNIT_ASSERT_EQ_MSG(test, parse(&conf, example, false, &error), 0,
			    "%u: %s", error.line, error.text);
	KUNIT_EXPECT_EQ(test, conf.dev->listen_port, 51820);
	KUNIT_EXPECT_EQ(test, conf.dev->fwmark, 0xca6c);
	KUNIT_EXPECT_EQ(test, conf.dev->wire, SNAPTUN_WIRE_WIREGUARD);
	KUNIT_EXPECT_EQ(test, conf.dev->payload, SNAPTUN_PAYLOAD_IP);
	KUNIT_EXPECT_EQ(test, conf.dev->flags,
			SNT_DEV_HAS_PRIVATE_KEY | SNT_DEV_HAS_LISTEN_PORT |
			SNT_DEV_HAS_FWMARK | SNT_DEV_HAS_WIRE |
			SNT_DEV_HAS_PAYLOAD);
	KUNIT_ASSERT_EQ(test, conf.dev->nr_peers, 2);
	peer = conf.dev->peers;
	KUNIT_EXPECT_EQ(test, peer->line, 9);
	KUNIT_EXPECT_EQ(test, peer->nr_prefixes, 3);
	KUNIT_EXPECT_EQ(test, peer->keepalive_s, 25);
	KUNIT_EXPECT_TRUE(test, !strcmp(peer->label, "the  first"));
	KUNIT_EXPECT_TRUE(test, !strcmp(peer->endpoint_port, "1234"));
	peer = peer->next;
	KUNIT_EXPECT_TRUE(test, !strcmp(peer->label, "a # b \"c\\"));
	KUNIT_EXPECT_TRUE(test, !strcmp(peer->endpoint_host,
					"2607:5300:60:6b0::c05f:543"));
	KUNIT_EXPECT_TRUE(test, peer->flags & SNT_PEER_HAS_PSK);
	KUNIT_EXPECT_EQ(test, peer->nr_prefixes, 0);
	snt_conf_uninit(&conf);
}

static char *write_conf(const struct snt_dev *dev)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	snt_conf_write_interface(out, dev);
	snt_conf_write_gateway(out, dev);
	snt_conf_write_peers(out, dev);
	fclose(out);
	return text;
}

static void expect_written_the_same(struct kunit *test, const char *text)
{
	struct snt_conf_error error;
	struct snt_conf conf;
	char *once, *twice;

	KUNIT_ASSERT_EQ(test, parse(&conf, text, false, &error), 0);
	once = write_conf(conf.dev);
	snt_conf_uninit(&conf);
	KUNIT_ASSERT_EQ_MSG(test, parse(&conf, once, false, &error), 0,
			    "%u: %s", error.line, error.text);
	twice = write_conf(conf.dev);
	KUNIT_EXPECT_TRUE_MSG(test, !strcmp(once, twice), "%s\n%s", once,
			      twice);
	snt_conf_uninit(&conf);
	free(once);
	free(twice);
}

static void tunnels_of_any_port_are_written_together(struct kunit *test)
{
	struct snt_conf_error error;
	struct snt_conf conf;
	char *text;

	KUNIT_ASSERT_EQ(test, parse(&conf, client, false, &error), 0);
	text = write_conf(conf.dev);
	KUNIT_EXPECT_TRUE_MSG(test,
			      !!strstr(text, "\n[Tunnel]\nLocalPort = 7000-7009\nCount = 10\n"),
			      "%s", text);
	KUNIT_EXPECT_TRUE_MSG(test, !!strstr(text, "\n\n[Tunnel]\nCount = 3\n"),
			      "%s", text);
	KUNIT_EXPECT_TRUE_MSG(test,
			      !!strstr(text, "\nPersistentKeepalive = 0\n"),
			      "%s", text);
	free(text);
	snt_conf_uninit(&conf);
}

static void what_is_written_is_read_the_same(struct kunit *test)
{
	expect_written_the_same(test, example);
	expect_written_the_same(test, client);
}

static void client_is_read(struct kunit *test)
{
	struct snt_conf_error error;
	const struct snt_peer *tunnel;
	struct snt_conf conf;

	KUNIT_ASSERT_EQ_MSG(test, parse(&conf, client, false, &error), 0,
			    "%u: %s", error.line, error.text);
	KUNIT_EXPECT_EQ(test, conf.dev->role, SNAPTUN_ROLE_CLIENT);
	KUNIT_EXPECT_EQ(test, conf.dev->give_up_s, 0);
	KUNIT_EXPECT_EQ(test, conf.dev->carrier, SNAPTUN_CARRIER_ALWAYS);
	KUNIT_ASSERT_NOT_NULL(test, conf.dev->gateway);
	KUNIT_EXPECT_EQ(test, conf.dev->gateway->line, 10);
	KUNIT_EXPECT_EQ(test, conf.dev->gateway->flags,
			SNT_PEER_HAS_PSK | SNT_PEER_HAS_ENDPOINT |
			SNT_PEER_HAS_KEEPALIVE);
	KUNIT_ASSERT_EQ(test, conf.dev->nr_peers, 4);
	tunnel = conf.dev->peers;
	KUNIT_EXPECT_EQ(test, tunnel->local_port, 6001);
	KUNIT_EXPECT_EQ(test, tunnel->local_port_max, 0);
	tunnel = tunnel->next;
	KUNIT_EXPECT_EQ(test, tunnel->local_port_max, 7009);
	KUNIT_EXPECT_EQ(test, tunnel->count, 10);
	KUNIT_EXPECT_EQ(test, tunnel->next->local_port, 0);
	snt_conf_uninit(&conf);
}

struct bad_case {
	const char *text;
	unsigned int line;
	const char *word;	/* in the message */
};

#define PEER "[Peer]\nPublicKey = " KEY_A "\n"
#define LABEL_OF_65 \
	"01234567890123456789012345678901234567890123456789012345678901234"

static const struct bad_case bad_cases[] = {
	{ "PrivateKey = x\n", 1, "before any section" },
	{ "[Interface]\n\n# c\nPrivateKey = x\n", 4, "PrivateKey" },
	{ "[Interface]\nListenPort = 65536\n", 2, "65536" },
	{ "[Interface]\nFwMark = green\n", 2, "green" },
	{ "[Interface]\nWire = tcp\n", 2, "snap" },
	{ "[Interface]\nPayload = all\n", 2, "`ip', `scion' or `any'" },
	{ "[Interface]\nnonsense\n", 2, "Key = value" },
	{ "[Interface]\nColour = red\n", 2, "Colour" },
	{ "[Interface]\nAddress = 10.0.0.1/24\n", 2, "strip" },
	{ "[Interface]\nPublicKey = " KEY_A "\n", 2, "PublicKey" },
	{ "[Interfac]\n", 1, "[Interfac]" },
	{ PEER "ListenPort = 1\n", 3, "[Peer]" },
	{ PEER "PublicKey = " KEY_A "\n", 3, "second PublicKey" },
	{ PEER "AllowedIPs = 10.0.0.0/8, 10.0.0.0/99\n", 3, "10.0.0.0/99" },
	{ PEER "Endpoint = nowhere\n", 3, "nowhere" },
	{ PEER "Endpoint = 192.0.2.1:65536\n", 3, "65535" },
	{ PEER "Endpoint = 1.2.3:5\n", 3, "four numbers" },
	{ PEER "AllowedIPs = 1.2.3\n", 3, "1.2.3" },
	{ PEER "Encap = gre\n", 3, "`none' or `geneve'" },
	{ PEER "PersistentKeepalive = 99999\n", 3, "99999" },
	{ PEER "PresharedKey = short\n", 3, "PresharedKey" },
	{ PEER "Label = \"open\n", 3, "quote" },
	{ PEER "Label = " LABEL_OF_65 "\n", 3, "64" },
	{ "[Peer]\n\n[Interface]\n", 1, "no PublicKey" },
	{ PEER "\n[Peer]\nLabel = x", 4, "no PublicKey" },
	{ "[Interface]\nRole = gatway\n", 2, "`client' or `gateway'" },
	{ "[Interface]\nGiveUpAfter = off\n", 2, "`never'" },
	{ "[Interface]\n" GATEWAY, 2, "[Gateway] is for clients: say `Role" },
	{ "\n[Tunnel]\n[Interface]\nFwMark = 5\n", 2, "[Tunnel] is for clients" },
	{ "[Interface]\nCarrier = always\n" PEER, 2, "Carrier is for clients" },
	{ CLIENT GATEWAY PEER, 6, "[Peer] is not for clients" },
	{ "[Interface]\nRole = gateway\n" PEER, 3, "[Peer] is not for gateways" },
	{ CLIENT "ListenPort = 5\n", 3, "ListenPort is not for clients" },
	{ CLIENT "[Gateway]\nEndpoint = 192.0.2.1:5\n", 3, "no PublicKey" },
	{ CLIENT "[Gateway]\nPublicKey = " KEY_A "\n", 3, "no Endpoint" },
	{ CLIENT GATEWAY "[Gateway]\n", 6, "the first is that of line 3" },
	{ CLIENT GATEWAY "AllowedIPs = ::/0\n", 6, "strip" },
	{ CLIENT GATEWAY "Label = x\n", 6, "unknown key `Label' in [Gateway]" },
	{ CLIENT "[Tunnel]\nLocalPort = 0\n", 4, "range of them" },
	{ CLIENT "[Tunnel]\nCount = 0\n", 4, "from 1 to 1024" },
	{ CLIENT "[Tunnel]\nPublicKey = x\n", 4, "unknown key" },
	{ CLIENT "[Tunnel]\n[Tunnel]\nLocalPort = 5\nCount = 2\n", 4,
	  "LocalPort names 1" },
	{ CLIENT "[Tunnel]\nCount = 3\nLocalPort = 5-6\n[Tunnel]\n", 3,
	  "LocalPort names 2" },
	{ CLIENT "[Tunnel]\nLocalPort = 5\n[Tunnel]\nLocalPort = 5\n", 5,
	  "port 5 already" },
	{ CLIENT "[Tunnel]\nCount = 1024\n[Tunnel]\n", 5, "more than 1024" },
};

static void errors_name_the_line(struct kunit *test)
{
	struct snt_conf_error error;
	struct snt_conf conf;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad_cases); i++) {
		const struct bad_case *c = &bad_cases[i];

		KUNIT_EXPECT_NE(test, parse(&conf, c->text, false, &error), 0);
		KUNIT_EXPECT_EQ_MSG(test, error.line, c->line, "in case %zu",
				    i);
		KUNIT_EXPECT_TRUE_MSG(test, strstr(error.text, c->word),
				      "'%s' not in '%s'", c->word, error.text);
		KUNIT_EXPECT_FALSE(test, strchr(error.text, '\n'));
		snt_conf_uninit(&conf);
	}
}

static void secrets_are_not_in_messages(struct kunit *test)
{
	struct snt_conf_error error;
	struct snt_conf conf;

	parse(&conf, "[Interface]\nPrivateKey = secret\n", false, &error);
	KUNIT_EXPECT_FALSE(test, strstr(error.text, "secret"));
	snt_conf_uninit(&conf);
}

static void nul_byte_is_an_error(struct kunit *test)
{
	static const char text[] = "[Interface]\nList\0enPort = 1\n";
	struct snt_conf_error error;
	struct snt_conf conf;

	KUNIT_EXPECT_NE(test, snt_conf_parse(&conf, text, sizeof(text) - 1,
					     false, &error), 0);
	KUNIT_EXPECT_EQ(test, error.line, 2);
	snt_conf_uninit(&conf);
}

static void keys_of_up_are_read(struct kunit *test)
{
	static const char text[] =
		"[Interface]\n"
		"Address = 10.0.0.1/24, fd00::1/64\nAddress=10.1.0.1\n"
		"DNS = 9.9.9.9, example.org, 2620:fe::fe\n"
		"MTU = 1400\nTable = 1234\nSaveConfig = true\n"
		"PostUp = ip  rule add  table 1 # c\nPostUp = true\n"
		"PreDown = x=%i\n";
	struct snt_conf_error error;
	struct snt_conf conf;

	KUNIT_ASSERT_EQ_MSG(test, parse(&conf, text, true, &error), 0, "%s",
			    error.text);
	KUNIT_EXPECT_EQ(test, conf.quick.addresses.nr, 3);
	KUNIT_EXPECT_EQ(test, conf.quick.dns.nr, 2);
	KUNIT_EXPECT_EQ(test, conf.quick.dns_search.nr, 1);
	KUNIT_EXPECT_EQ(test, conf.quick.mtu, 1400);
	KUNIT_EXPECT_TRUE(test, conf.quick.save);
	KUNIT_EXPECT_TRUE(test, !strcmp(conf.quick.table, "1234"));
	KUNIT_EXPECT_EQ(test, conf.quick.hooks[SNT_HOOK_POST_UP].nr, 2);
	KUNIT_EXPECT_TRUE(test,
			  !strcmp(conf.quick.hooks[SNT_HOOK_POST_UP].text[0],
				  "ip  rule add  table 1"));
	KUNIT_EXPECT_TRUE(test,
			  !strcmp(conf.quick.hooks[SNT_HOOK_PRE_DOWN].text[0],
				  "x=%i"));
	snt_conf_uninit(&conf);
}

static void routes_of_a_client_are_read(struct kunit *test)
{
	static const char text[] = CLIENT GATEWAY
		"AllowedIPs = 10.0.0.0/8, fd00::/64\nAllowedIPs = ::/0\n";
	struct snt_conf_error error;
	struct snt_conf conf;

	KUNIT_ASSERT_EQ_MSG(test, parse(&conf, text, true, &error), 0, "%s",
			    error.text);
	KUNIT_EXPECT_EQ(test, conf.quick.routes.nr, 3);
	snt_conf_uninit(&conf);
	KUNIT_EXPECT_NE(test, parse(&conf, CLIENT GATEWAY "AllowedIPs = x\n",
				    true, &error), 0);
	KUNIT_EXPECT_EQ(test, error.line, 6);
	snt_conf_uninit(&conf);
}

static void wrong_addresses_of_up_are_refused(struct kunit *test)
{
	static const char *const lines[] = {
		"Address = 1.2.3/24", "Address = fd00::1, +10.0.0.1/24",
		"Address = 10.0.0.1/33", "Address = eth0", "DNS = 9.9.9",
		"DNS = fd00:::1", "DNS = 9.9.9.9.9",
	};
	struct snt_conf_error error;
	struct snt_conf conf;
	char text[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		snprintf(text, sizeof(text), "[Interface]\n%s\n", lines[i]);
		KUNIT_EXPECT_TRUE_MSG(test, parse(&conf, text, true, &error),
				      "'%s'", lines[i]);
		KUNIT_EXPECT_EQ(test, error.line, 2);
		snt_conf_uninit(&conf);
	}
}

static void bits_behind_the_length_are_a_warning(struct kunit *test)
{
	static const char text[] =
		PEER "\nAllowedIPs = 10.1.0.0/16, 10.0.0.1/24\n";
	struct snt_conf_error error;
	struct snt_conf conf;

	KUNIT_ASSERT_EQ(test, parse(&conf, text, false, &error), 0);
	KUNIT_EXPECT_EQ(test, conf.dev->peers->nr_prefixes, 2);
	KUNIT_ASSERT_EQ(test, conf.warnings.nr, 1);
	KUNIT_EXPECT_TRUE_MSG(test, !strncmp(conf.warnings.text[0],
					     "4: Warning: AllowedIPs: `10.0.0.1/24'",
					     37), "%s", conf.warnings.text[0]);
	snt_conf_uninit(&conf);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(example_is_read),
	KUNIT_CASE(client_is_read),
	KUNIT_CASE(tunnels_of_any_port_are_written_together),
	KUNIT_CASE(what_is_written_is_read_the_same),
	KUNIT_CASE(errors_name_the_line),
	KUNIT_CASE(secrets_are_not_in_messages),
	KUNIT_CASE(nul_byte_is_an_error),
	KUNIT_CASE(keys_of_up_are_read),
	KUNIT_CASE(routes_of_a_client_are_read),
	KUNIT_CASE(wrong_addresses_of_up_are_refused),
	KUNIT_CASE(bits_behind_the_length_are_a_warning),
	{ }
};

static struct kunit_suite suite = {
	.name = "ctl_conf",
	.test_cases = cases,
};

kunit_test_suite(suite);
