// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a control plane answers: as PocketSCION does, byte for byte.
 */
#include <kunit/test.h>

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "control.h"
#include "control_cases.h"
#include "key.h"
#include "mem.h"
#include "mint.h"
#include "secret.h"

#define N31	"09090909090909090909090909090909090909090909090909090909090909"

/**
 * struct world - a control plane, and tokens for it
 * @loop: what it runs on
 * @conf: its configuration
 * @control: the control plane
 * @tokens: as they stand in requests
 * @folder: of its files
 */
struct world {
	struct snt_loop loop;
	struct snt_server_conf conf;
	struct snt_control control;
	char *tokens[NR_TOKENS];
	char folder[64];
};

static char *path_of(struct world *world, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", world->folder, name);
	return snt_mem_copy(path, strlen(path));
}

static void write_file(struct world *world, const char *name, const char *text)
{
	char *path = path_of(world, name);
	FILE *out = fopen(path, "w");

	fputs(text, out);
	fclose(out);
	free(path);
}

static char *bearer(const struct snt_mint *mint, EVP_PKEY *key)
{
	char *token = snt_mint_token(mint, key), *text;

	text = snt_mem_alloc(strlen(token) + 8);
	sprintf(text, "Bearer %s", token);
	snt_secret_free(token);
	return text;
}

static char *with(const struct snt_mint *like, EVP_PKEY *key, int64_t life_s)
{
	struct snt_mint mint = *like;

	mint.expires_s = mint.from_s + life_s;
	return bearer(&mint, key);
}

static void make_tokens(struct world *world, EVP_PKEY *key)
{
	EVP_PKEY *other = snt_mem_check(EVP_PKEY_Q_keygen(NULL, NULL,
							  "ED25519"));
	struct snt_mint mint = {
		.from_s = time(NULL), .kid = "", .id = "one", .pssid = PSSID,
	};

	world->tokens[GOOD_TOKEN] = with(&mint, key, 3600);
	world->tokens[BASIC] = snt_mem_copy("Basic abcd", 10);
	world->tokens[LOWER] = with(&mint, key, 3600);
	*world->tokens[LOWER] = 'b';
	world->tokens[EMPTY] = snt_mem_copy("Bearer ", 7);
	world->tokens[NOT_A_TOKEN] = snt_mem_copy("Bearer nonsense", 15);
	world->tokens[OTHER_KEY] = with(&mint, other, 3600);
	world->tokens[ENDED] = with(&mint, key, -100);
	world->tokens[JUST_ENDED] = with(&mint, key, -10);
	world->tokens[FOREVER] = with(&mint, key, 1LL << 60);
	mint.kid = "strange";
	world->tokens[NAMED] = with(&mint, key, 3600);
	mint.kid = "";
	mint.id = "lost";
	world->tokens[TOKEN_REVOKED] = with(&mint, key, 3600);
	mint.id = "one";
	mint.version = 1;
	world->tokens[VERSION_1] = with(&mint, key, 3600);
	mint.pssid = OTHER;
	world->tokens[HOLDER_REVOKED] = with(&mint, key, 3600);
	mint.from_s += 1000;
	world->tokens[TO_COME] = with(&mint, key, 3600);
	EVP_PKEY_free(other);
}

static void write_public(struct world *world, EVP_PKEY *key)
{
	char *path = path_of(world, "pub"), *set = snt_mint_key_set(key, "a");
	FILE *out = fopen(path, "w");

	PEM_write_PUBKEY(out, key);
	fclose(out);
	write_file(world, "jwks", set);
	free(set);
	free(path);
}

static int begin(struct world *world)
{
	EVP_PKEY *key = snt_mem_check(EVP_PKEY_Q_keygen(NULL, NULL,
							"ED25519"));
	struct snt_server_conf *conf = &world->conf;
	char *gateway;

	memset(world, 0, sizeof(*world));
	strcpy(world->folder, "/tmp/control_test.XXXXXX");
	if (!mkdtemp(world->folder))
		return -errno;
	gateway = path_of(world, "gateway");
	setenv("FAKE_GATEWAY", gateway, 1);
	free(gateway);
	write_public(world, key);
	write_file(world, "revoked", "# once\ntoken lost\nholder " OTHER
		   "\nkey CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=\n");
	make_tokens(world, key);
	EVP_PKEY_free(key);
	conf->is_silent = true;
	conf->tokens.key_file = path_of(world, "pub");
	conf->tokens.revoked_file = path_of(world, "revoked");
	strcpy(conf->gateway.device, "g0");
	conf->gateway.url = snt_mem_copy("http://snap.example", 19);
	conf->gateway.tunnel_limit = 7;
	snt_plane_addrs_add(&conf->gateway.addrs, "192.0.2.1:30043");
	conf->endhost.ases[conf->endhost.nr_ases++] = 0x1ff0000000110;
	snt_loop_init(&world->loop);
	return snt_control_init(&world->control, &world->loop, conf);
}

static void end(struct world *world)
{
	static const char * const names[] = {
		"pub", "jwks", "revoked", "gateway", "gateway.broken",
	};
	unsigned int i;
	char *path;

	snt_control_uninit(&world->control);
	snt_server_conf_uninit(&world->conf);
	snt_loop_uninit(&world->loop);
	for (i = 0; i < NR_TOKENS; i++)
		snt_secret_free(world->tokens[i]);
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		path = path_of(world, names[i]);
		unlink(path);
		free(path);
	}
	rmdir(world->folder);
}

static void answered(struct snt_exchange *exchange)
{
	/* that it is called twice would be a failure, too */
	exchange->is_too_long = !exchange->is_too_long;
}

static size_t from_hex(uint8_t *bytes, const char *hex)
{
	size_t len = 0;
	unsigned int byte;

	for (; sscanf(hex, "%2x", &byte) == 1; hex += 2)
		bytes[len++] = byte;
	return len;
}

static void to_hex(char *hex, const struct snt_buffer *bytes)
{
	size_t i;

	*hex = '\0';
	for (i = 0; i < bytes->len; i++)
		sprintf(hex + 2 * i, "%02x", bytes->bytes[i]);
}

static void ask(struct world *world, struct snt_exchange *exchange,
		const struct request *request)
{
	const char *token = world->tokens[request->token];
	static const union snt_sockaddr peer = { .in.sin_family = AF_INET };
	uint8_t bytes[256];

	snt_exchange_init(exchange, &world->control.service, answered);
	exchange->peer = &peer;
	exchange->is_post = !strcmp(request->method, "POST");
	exchange->is_get = !strcmp(request->method, "GET");
	snt_exchange_set_path(exchange, request->path, strlen(request->path));
	snt_exchange_set_type(exchange, request->type, strlen(request->type));
	if (token)
		snt_exchange_set_authorization(exchange, token, strlen(token));
	snt_exchange_add_body(exchange, bytes, from_hex(bytes, request->hex));
	snt_exchange_run(exchange);
}

static void check(struct kunit *test, struct world *world,
		  const struct request *request)
{
	char text[1024], hex[1024];
	struct snt_exchange exchange;
	int len;

	ask(world, &exchange, request);
	len = exchange.head.len;
	snprintf(text, sizeof(text), "%.*s", len, (char *)exchange.head.bytes);
	to_hex(hex, &exchange.head);
	KUNIT_EXPECT_TRUE_MSG(test, exchange.is_too_long, "%s: not answered",
			      request->path);
	KUNIT_EXPECT_EQ_MSG(test, exchange.status, request->status,
			    "%s %s: %s", request->path, request->hex, text);
	KUNIT_EXPECT_TRUE_MSG(test, !strcmp(text, request->answer) ||
			      !strcmp(hex, request->answer),
			      "%s %s: expected %s, seen %s", request->path,
			      request->hex, request->answer,
			      request->status == 200 ? hex : text);
	snt_exchange_uninit(&exchange);
}

static void answers_are_those_of_the_reference(struct kunit *test)
{
	struct world world;
	size_t i;

	KUNIT_ASSERT_EQ(test, begin(&world), 0);
	for (i = 0; i < sizeof(requests) / sizeof(*requests); i++)
		check(test, &world, &requests[i]);
	end(&world);
}

static void answers_have_their_types(struct kunit *test)
{
	static const struct {
		struct request request;
		const char *type;
	} all[] = {
		{ { "POST", PLANE, PROTO, GOOD_TOKEN, "", 0, "" }, PROTO },
		{ { "POST", PLANE, PROTO, NONE, "", 0, "" }, NULL },
		{ { "POST", PLANE, "x", GOOD_TOKEN, "", 0, "" },
		  "application/json" },
		{ { "GET", PLANE, PROTO, GOOD_TOKEN, "", 0, "" }, NULL },
	};
	struct snt_exchange exchange;
	struct world world;
	size_t i;

	KUNIT_ASSERT_EQ(test, begin(&world), 0);
	for (i = 0; i < sizeof(all) / sizeof(*all); i++) {
		ask(&world, &exchange, &all[i].request);
		KUNIT_EXPECT_EQ(test, !exchange.answer_type, !all[i].type);
		if (all[i].type && exchange.answer_type)
			KUNIT_EXPECT_EQ(test, strcmp(exchange.answer_type,
						     all[i].type), 0);
		snt_exchange_uninit(&exchange);
	}
	KUNIT_EXPECT_EQ(test, strcmp(exchange.allow, "POST"), 0);
	end(&world);
}

static void long_requests_are_refused(struct kunit *test)
{
	static const struct request request = {
		"POST", REG, PROTO, GOOD_TOKEN, "", 413, "",
	};
	struct snt_exchange exchange;
	struct world world;
	uint8_t bytes[SNT_SNAP_REQUEST_MAX + 1] = { 0 };
	const char *token;

	KUNIT_ASSERT_EQ(test, begin(&world), 0);
	token = world.tokens[GOOD_TOKEN];
	snt_exchange_init(&exchange, &world.control.service, answered);
	exchange.peer = &(const union snt_sockaddr){ .sa.sa_family = AF_INET };
	exchange.is_post = true;
	snt_exchange_set_path(&exchange, REG, strlen(REG));
	snt_exchange_set_type(&exchange, PROTO, strlen(PROTO));
	snt_exchange_set_authorization(&exchange, token, strlen(token));
	snt_exchange_add_body(&exchange, bytes, sizeof(bytes));
	snt_exchange_run(&exchange);
	KUNIT_EXPECT_EQ(test, exchange.status, request.status);
	snt_exchange_uninit(&exchange);
	end(&world);
}

/* Reads the only identity there is. */
static int read_only(struct world *world, struct snt_identity *identity)
{
	char *path = path_of(world, "gateway"), key[SNT_KEY_TEXT];
	FILE *in = fopen(path, "r");
	int nr = 0;

	free(path);
	if (!in)
		return 0;
	while (fscanf(in, "%44s\t%lu\t%64[^\t]\t%64[^\t]\t%u\n", key,
		      (unsigned long *)&identity->expires_ms,
		      identity->token_id, identity->label,
		      &identity->tunnel_limit) == 5)
		nr++;
	fclose(in);
	return nr;
}

static void a_registration_lasts_as_long_as_its_token(struct kunit *test)
{
	static const struct request registers = {
		"POST", REG, PROTO, VERSION_1, GOOD, 200, "0a20" Z32,
	};
	struct snt_identity one = { 0 };
	struct request request = registers;
	struct world world;
	int64_t left_ms;

	KUNIT_ASSERT_EQ(test, begin(&world), 0);
	check(test, &world, &request);
	KUNIT_EXPECT_EQ(test, read_only(&world, &one), 1);
	left_ms = one.expires_ms - time(NULL) * 1000LL;
	KUNIT_EXPECT_TRUE(test, left_ms > 3500000 && left_ms <= 3600000);
	KUNIT_EXPECT_EQ(test, strcmp(one.token_id, "one"), 0);
	KUNIT_EXPECT_EQ(test, strcmp(one.label, PSSID), 0);
	KUNIT_EXPECT_EQ(test, one.tunnel_limit, 7);
	request.token = FOREVER;
	check(test, &world, &request);
	KUNIT_EXPECT_EQ(test, read_only(&world, &one), 1);
	KUNIT_EXPECT_EQ(test, one.expires_ms, SNT_IDENTITY_NEVER);
	/* another key with the token takes it away from the first */
	request.hex = "0a20" N31 "081220" Z32;
	check(test, &world, &request);
	KUNIT_EXPECT_EQ(test, read_only(&world, &one), 1);
	end(&world);
}

static void trouble_of_the_gateway_is_told(struct kunit *test)
{
	static const struct request unavailable[] = {
		{ "POST", REG, PROTO, GOOD_TOKEN, GOOD, 503,
		  DENIED("unavailable", "the data plane is not available") },
		{ "POST", PLANE, PROTO, GOOD_TOKEN, "", 503,
		  DENIED("unavailable", "the data plane is not available") },
		{ "GET", "/healthz", "", NONE, "", 503,
		  "the data plane is not available\n" },
		{ "POST", PLANE, PROTO, NONE, "", 401,
		  FAILED "authorization header is missing" },
	};
	struct world world;
	size_t i;

	KUNIT_ASSERT_EQ(test, begin(&world), 0);
	write_file(&world, "gateway.broken", "19");
	for (i = 0; i < sizeof(unavailable) / sizeof(*unavailable); i++)
		check(test, &world, &unavailable[i]);
	end(&world);
}

static void answers_are_counted(struct kunit *test)
{
	static const struct request good = {
		"POST", PLANE, PROTO, GOOD_TOKEN, "", 200, TOLD,
	};
	static const struct request bad = {
		"POST", "/nonsense", PROTO, NONE, "", 401,
		FAILED "authorization header is missing",
	};
	const struct snt_stats *stats;
	struct world world;

	KUNIT_ASSERT_EQ(test, begin(&world), 0);
	stats = &world.control.stats;
	check(test, &world, &good);
	check(test, &world, &good);
	check(test, &world, &bad);
	KUNIT_EXPECT_EQ(test, stats->started[SNT_ROUTE_DATA_PLANE], 2);
	KUNIT_EXPECT_EQ(test, stats->handled[SNT_ROUTE_DATA_PLANE][0], 2);
	KUNIT_EXPECT_EQ(test, stats->started[SNT_ROUTE_NOWHERE], 1);
	KUNIT_EXPECT_EQ(test, stats->handled[SNT_ROUTE_NOWHERE][2], 1);
	KUNIT_EXPECT_EQ(test, world.control.service.nr_calls, 3);
	KUNIT_EXPECT_EQ(test, world.control.service.nr_failed, 1);
	end(&world);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(answers_are_those_of_the_reference),
	KUNIT_CASE(answers_have_their_types),
	KUNIT_CASE(long_requests_are_refused),
	KUNIT_CASE(a_registration_lasts_as_long_as_its_token),
	KUNIT_CASE(trouble_of_the_gateway_is_told),
	KUNIT_CASE(answers_are_counted),
	{ }
};

static struct kunit_suite suite = {
	.name = "snaptun_controld_control",
	.test_cases = cases,
};

kunit_test_suite(suite);
