// SPDX-License-Identifier: GPL-2.0-only
/*
 * "verify" says whether a token would be taken, or why not.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "claims.h"
#include "commands.h"
#include "file.h"
#include "secret.h"

static const char pem[] = "-----BEGIN";

/* The text of a key set or of one key, whose name nobody asks for. */
static int read_keys(struct snt_key_set *set, EVP_PKEY **unnamed,
		     const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	const char *why = NULL;
	char *text;
	size_t len;

	text = fd < 0 ? NULL : snt_file_read(fd, &len);
	if (!text)
		why = strerror(errno);
	else if (len >= strlen(pem) && !memcmp(text, pem, strlen(pem)))
		*unnamed = snt_key_read_pem(text, len, &why);
	else if (!snt_key_set_read(set, text, len, &why))
		why = NULL;
	if (*unnamed)
		why = NULL;
	free(text);
	if (fd >= 0)
		close(fd);
	return why ? controld_fail("%s: %s", path, why) : 0;
}

static int check(const char *text, size_t len, const struct snt_key_set *set,
		 EVP_PKEY *unnamed)
{
	char why[SNT_JWT_WHY_SIZE];
	struct json_object *json;
	struct snt_claims claims;
	struct snt_jwt jwt;
	EVP_PKEY *key;
	int ret;

	if (snt_jwt_read(&jwt, text, len, why))
		return controld_fail("%s", why);
	key = unnamed;
	if (!key && jwt.has_kid)
		key = snt_key_set_find(set, jwt.kid);
	if (!key)
		return controld_fail("the key `%s' is not there", jwt.kid);
	json = snt_jwt_verify(&jwt, key, why);
	if (!json)
		return controld_fail("%s", why);
	ret = snt_claims_read(&claims, json, time(NULL), why);
	json_object_put(json);
	if (ret)
		return controld_fail("%s", why);
	printf("token: %s\npssid: %s\nends in: %" PRId64 " s\n", claims.id,
	       claims.pssid, claims.expires_s - (int64_t)time(NULL));
	return fflush(stdout) ? controld_fail("standard output: cannot write") :
				0;
}

int cmd_verify(const struct controld_options *options)
{
	struct snt_key_set set = { 0 };
	EVP_PKEY *unnamed = NULL;
	char *text = NULL;
	size_t len;
	int ret;

	if (!options->operand)
		return controld_fail("verify: with which keys?");
	ret = read_keys(&set, &unnamed, options->operand);
	if (!ret)
		text = snt_file_read(STDIN_FILENO, &len);
	if (!ret && !text)
		ret = controld_fail("standard input: %s", strerror(errno));
	if (!ret) {
		while (len && strchr(" \t\r\n", text[len - 1]))
			len--;
		ret = check(text, len, &set, unnamed);
	}
	snt_secret_free(text);
	snt_key_set_uninit(&set);
	EVP_PKEY_free(unnamed);
	return ret;
}
