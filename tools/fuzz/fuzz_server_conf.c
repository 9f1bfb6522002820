// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files of a control plane: what is taken has what it must have, and what is
 * not has a reason.
 */
#include "fuzz.h"
#include "members.h"
#include "revoked.h"
#include "server_conf.h"

static void check_error(const struct snt_conf_error *error)
{
	MUST(*error->text && strlen(error->text) < sizeof(error->text));
}

static void read_conf(const char *text, size_t len)
{
	struct snt_conf_error error;
	struct snt_server_conf conf;

	if (snt_server_conf_parse(&conf, text, len, &error)) {
		check_error(&error);
	} else {
		MUST(conf.listens && *conf.gateway.device);
		MUST(conf.tokens.revoked_file);
		MUST(conf.gateway.members_file || conf.gateway.url);
	}
	snt_server_conf_uninit(&conf);
}

static void read_members(const char *text, size_t len)
{
	union snt_sockaddr client = { .in.sin_family = AF_INET };
	const struct snt_member *member;
	struct snt_conf_error error;
	struct snt_members members;

	if (snt_members_parse(&members, text, len, &error)) {
		check_error(&error);
	} else {
		member = snt_members_choose(&members, &client);
		MUST(*member->name && *member->url);
		MUST(snt_plane_addrs_choose(&member->addrs, &client)
		     ->sa.sa_family != AF_UNSPEC);
	}
	snt_members_uninit(&members);
}

static void read_revoked(const char *text, size_t len)
{
	struct snt_conf_error error;
	struct snt_revoked revoked;
	size_t i;

	if (snt_revoked_parse(&revoked, text, len, &error)) {
		check_error(&error);
	} else {
		for (i = 0; i < revoked.nr; i++)
			MUST(snt_revoked_has(&revoked, revoked.list[i].kind,
					     revoked.list[i].text));
	}
	snt_revoked_uninit(&revoked);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (* const readers[])(const char *text, size_t len) = {
		read_conf, read_members, read_revoked,
	};
	char *text;

	if (!size)
		return 0;
	/* no NUL behind */
	text = malloc(size);
	memcpy(text, data + 1, size - 1);
	readers[*data % 3](text, size - 1);
	free(text);
	return 0;
}
