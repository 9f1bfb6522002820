// SPDX-License-Identifier: GPL-2.0-only
/*
 * A gateway for tests, in the place of gateway.c: its identities are lines of
 * the file that FAKE_GATEWAY names, and stay when the program ends. When there is
 * a file of that name with ".broken" behind, all requests fail with the number in
 * it.
 */
#include "gateway.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "key.h"
#include "mem.h"

struct snt_gateway {
	char error[64];
	uint32_t tunnel_limit;
	struct snt_identity *all;
	size_t nr;
	size_t max;
};

struct snt_gateway *snt_gateway_create(const char *device, uint32_t tunnel_limit)
{
	struct snt_gateway *gateway = snt_mem_alloc(sizeof(*gateway));

	(void)device;
	gateway->tunnel_limit = tunnel_limit;
	return gateway;
}

void snt_gateway_destroy(struct snt_gateway *gateway)
{
	free(gateway->all);
	free(gateway);
}

const char *snt_gateway_error(const struct snt_gateway *gateway)
{
	return gateway->error;
}

static FILE *open_file(const char *suffix, const char *mode)
{
	char path[256];

	snprintf(path, sizeof(path), "%s%s", getenv("FAKE_GATEWAY"), suffix);
	return fopen(path, mode);
}

static int fails(struct snt_gateway *gateway)
{
	FILE *in = open_file(".broken", "r");
	int error = 0;

	if (!in)
		return 0;
	if (fscanf(in, "%d", &error) != 1)
		error = ENODEV;
	fclose(in);
	snprintf(gateway->error, sizeof(gateway->error), "the file says %d",
		 error);
	return -error;
}

static void add(struct snt_gateway *gateway, const struct snt_identity *one)
{
	gateway->all = snt_mem_grow(gateway->all, &gateway->max,
				    gateway->nr + 1, sizeof(*one));
	gateway->all[gateway->nr++] = *one;
}

static void load(struct snt_gateway *gateway)
{
	FILE *in = open_file("", "r");
	struct snt_identity one = { 0 };
	char key[SNT_KEY_TEXT];

	gateway->nr = 0;
	while (in && fscanf(in, "%44s\t%" SCNu64 "\t%64[^\t]\t%64[^\t]\t%u\n",
			    key, &one.expires_ms, one.token_id, one.label,
			    &one.tunnel_limit) == 5) {
		snt_key_from_text(one.public_key, key, strlen(key));
		add(gateway, &one);
	}
	if (in)
		fclose(in);
}

static void save(struct snt_gateway *gateway)
{
	FILE *out = open_file("", "w");
	char key[SNT_KEY_TEXT];
	size_t i;

	for (i = 0; i < gateway->nr; i++) {
		snt_key_to_text(key, gateway->all[i].public_key);
		fprintf(out, "%s\t%" PRIu64 "\t%s\t%s\t%u\n", key,
			gateway->all[i].expires_ms, gateway->all[i].token_id,
			gateway->all[i].label, gateway->all[i].tunnel_limit);
	}
	fclose(out);
}

static void take_out(struct snt_gateway *gateway, size_t i)
{
	gateway->all[i] = gateway->all[--gateway->nr];
}

int snt_gateway_register(struct snt_gateway *gateway,
			 const struct snt_identity *identity)
{
	struct snt_identity one = *identity;
	int ret = fails(gateway);
	size_t i;

	if (ret)
		return ret;
	/* as the kernel does with a point of low order */
	if (snt_key_is_zero(identity->public_key))
		return -EKEYREJECTED;
	load(gateway);
	for (i = gateway->nr; i-- > 0;) {
		if (!memcmp(gateway->all[i].public_key, one.public_key,
			    SNT_KEY_LEN) ||
		    !strcmp(gateway->all[i].token_id, one.token_id))
			take_out(gateway, i);
	}
	one.tunnel_limit = gateway->tunnel_limit;
	add(gateway, &one);
	save(gateway);
	return 0;
}

int snt_gateway_revoke(struct snt_gateway *gateway,
		       const struct snt_gateway_match *match, size_t *nr)
{
	int ret = fails(gateway);
	size_t i;

	*nr = 0;
	if (ret)
		return ret;
	load(gateway);
	for (i = gateway->nr; i-- > 0;) {
		if (!match->is_meant(match, &gateway->all[i]))
			continue;
		take_out(gateway, i);
		++*nr;
	}
	save(gateway);
	return 0;
}

int snt_gateway_read_key(struct snt_gateway *gateway, uint8_t key[SNT_KEY_LEN])
{
	memset(key, 0x77, SNT_KEY_LEN);
	return fails(gateway);
}
