// SPDX-License-Identifier: GPL-2.0-only
/*
 * "token" makes a token for test beds.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "claims.h"
#include "commands.h"
#include "mint.h"
#include "secret.h"

#define LIFE_S		3600
/* A hundred years. */
#define LIFE_MAX_S	3155760000

static int read_life(int64_t *seconds, const char *text)
{
	char *end;

	*seconds = LIFE_S;
	if (!text)
		return 0;
	*seconds = strtoll(text, &end, 10);
	if (isspace((unsigned char)*text) || *end || !*text ||
	    *seconds < -LIFE_MAX_S || *seconds > LIFE_MAX_S)
		return controld_fail("--life: `%s' is no number of seconds", text);
	return 0;
}

static int read_version(int *version, const char *text)
{
	*version = text && !strcmp(text, "1");
	if (!text || *version || !strcmp(text, "0"))
		return 0;
	return controld_fail("--token-version: `%s' is not 0 or 1", text);
}

static int check_texts(const struct snt_mint *mint)
{
	uint8_t bytes[16];
	const char *c;

	if (snt_mint_uuid_read(bytes, mint->pssid))
		return controld_fail("--pssid: `%s' is no UUID", mint->pssid);
	for (c = mint->id; *c >= ' ' && *c <= '~'; c++)
		;
	if (*c || c == mint->id || c - mint->id >= SNT_CLAIMS_ID_SIZE)
		return controld_fail("--id: it has from 1 to %d printable characters",
				SNT_CLAIMS_ID_SIZE - 1);
	if (strlen(mint->kid) >= SNT_KID_SIZE)
		return controld_fail("--kid: a name has up to %d characters",
				SNT_KID_SIZE - 1);
	return 0;
}

static int print_token(const struct snt_mint *mint, EVP_PKEY *key)
{
	char *token = snt_mint_token(mint, key);
	int ret = puts(token) < 0 || fflush(stdout);

	snt_secret_free(token);
	return ret ? controld_fail("standard output: cannot write") : 0;
}

static int mint_with(const struct controld_options *options, EVP_PKEY *key)
{
	char thumbprint[SNT_THUMBPRINT_SIZE];
	char id[SNT_UUID_SIZE], pssid[SNT_UUID_SIZE];
	struct snt_mint mint = { .from_s = time(NULL) };
	int64_t life_s;

	if (snt_mint_uuid(id) || snt_mint_uuid(pssid))
		return controld_fail("this system has no chance to give");
	snt_mint_thumbprint(thumbprint, key);
	mint.kid = options->kid ? options->kid : thumbprint;
	mint.id = options->id ? options->id : id;
	mint.pssid = options->pssid ? options->pssid : pssid;
	if (read_life(&life_s, options->life) ||
	    read_version(&mint.version, options->version) ||
	    check_texts(&mint))
		return 1;
	mint.expires_s = mint.from_s + life_s;
	if (mint.expires_s < 1)
		return controld_fail("--life: this ends before 1970");
	return print_token(&mint, key);
}

int cmd_token(const struct controld_options *options)
{
	const char *why;
	EVP_PKEY *key;
	int ret;

	if (!options->key)
		return controld_fail("token: --key names the private key to sign with: `snaptun-controld keygen' makes one");
	key = snt_mint_key_read(options->key, &why);
	if (!key)
		return controld_fail("%s: %s", options->key, why);
	ret = mint_with(options, key);
	EVP_PKEY_free(key);
	return ret;
}
