// SPDX-License-Identifier: GPL-2.0-only
/*
 * "keygen" makes a key to sign tokens with, and "jwks" shows its public half.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "mem.h"
#include "mint.h"

static int print_key_set(EVP_PKEY *key, const char *kid)
{
	char thumbprint[SNT_THUMBPRINT_SIZE];
	char *text;

	if (kid && (!*kid || strlen(kid) >= SNT_KID_SIZE))
		return controld_fail("--kid: a name has from 1 to %d characters",
				SNT_KID_SIZE - 1);
	snt_mint_thumbprint(thumbprint, key);
	text = snt_mint_key_set(key, kid ? kid : thumbprint);
	puts(text);
	free(text);
	return fflush(stdout) ? controld_fail("standard output: cannot write") : 0;
}

int cmd_keygen(const struct controld_options *options)
{
	EVP_PKEY *key = NULL;
	int ret;

	if (!options->operand)
		return controld_fail("keygen: where is the key to be written?");
	key = snt_mem_check(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"));
	ret = snt_mint_key_write(key, options->operand);
	if (ret)
		ret = controld_fail("%s: %s", options->operand, strerror(-ret));
	else
		ret = print_key_set(key, options->kid);
	EVP_PKEY_free(key);
	return ret;
}

int cmd_jwks(const struct controld_options *options)
{
	EVP_PKEY *key;
	const char *why;
	int ret;

	if (!options->operand)
		return controld_fail("jwks: of which private key?");
	key = snt_mint_key_read(options->operand, &why);
	if (!key)
		return controld_fail("%s: %s", options->operand, why);
	ret = print_key_set(key, options->kid);
	EVP_PKEY_free(key);
	return ret;
}
