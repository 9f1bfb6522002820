// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tokens and keys pass through libcurl and OpenSSL, which are made to wipe all
 * memory that they free.
 */
#include "libraries.h"

#include <curl/curl.h>
#include <errno.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "secret.h"

static void *crypto_alloc(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return malloc(size);
}

static void *crypto_resize(void *old, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return snt_secret_resize(old, size);
}

static void crypto_free(void *memory, const char *file, int line)
{
	(void)file;
	(void)line;
	snt_secret_free(memory);
}

/**
 * snt_libraries_init - start them, before anything else uses them
 *
 * Return: 0 or -ENOMEM.
 */
int snt_libraries_init(void)
{
	if (!CRYPTO_set_mem_functions(crypto_alloc, crypto_resize, crypto_free))
		return -ENOMEM;
	return curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, snt_secret_free,
				    snt_secret_resize, strdup, calloc) ?
	       -ENOMEM : 0;
}
