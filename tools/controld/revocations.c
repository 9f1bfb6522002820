// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whoever is revoked loses its registration when that is known, and gets no
 * other. A gateway that cannot be told is told later. What is wrong with the
 * file leaves what was revoked before.
 */
#include "revocations.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "container.h"
#include "say.h"
#include "sections.h"

#define RETRY_MS	5000

static int read_file(struct snt_revocations *revocations)
{
	struct snt_revoked revoked = { 0 };
	struct snt_conf_error error;
	size_t len = 0;
	char *text = snt_sections_read(revocations->path, &len, &error);
	int ret = text || errno == ENOENT ? 0 : -errno;

	if (!ret)
		ret = snt_revoked_parse(&revoked, text, len, &error);
	free(text);
	if (!ret) {
		snt_revoked_uninit(&revocations->revoked);
		revocations->revoked = revoked;
		return 0;
	}
	snt_revoked_uninit(&revoked);
	if (error.line)
		snt_say_error("%s:%u: %s", revocations->path, error.line,
			      error.text);
	else
		snt_say_error("%s: %s", revocations->path, error.text);
	return ret;
}

static void end_registrations(struct snt_revocations *revocations)
{
	size_t nr = 0;
	int ret = 0;

	if (revocations->revoked.nr)
		ret = snt_gateway_revoke(revocations->gateway,
					 &revocations->revoked.match, &nr);
	revocations->nr_ended += nr;
	if (nr)
		snt_say("%zu registrations are revoked", nr);
	snt_loop_set(revocations->loop, &revocations->retry,
		     ret ? snt_loop_now() + RETRY_MS : UINT64_MAX);
}

static void try_again(struct snt_timer *timer)
{
	end_registrations(snt_container_of(timer, struct snt_revocations,
					   retry));
}

static void file_changed(struct snt_file_watch *watch)
{
	struct snt_revocations *revocations =
		snt_container_of(watch, struct snt_revocations, watch);

	if (read_file(revocations))
		return;
	snt_say("%s: read again: %zu are revoked", revocations->path,
		revocations->revoked.nr);
	end_registrations(revocations);
}

/**
 * snt_revocations_init - know what is revoked, and make it so
 * @revocations: filled; to be given to snt_revocations_uninit() also on failure
 * @loop: what it runs on
 * @path: the file, which stays
 * @gateway: where registrations end
 *
 * Return: 0, or an error after saying what is wrong.
 */
int snt_revocations_init(struct snt_revocations *revocations,
			 struct snt_loop *loop, const char *path,
			 struct snt_gateway *gateway)
{
	int ret;

	*revocations = (struct snt_revocations){
		.loop = loop,
		.path = path,
		.gateway = gateway,
		.retry.expired = try_again,
	};
	snt_file_watch_init(&revocations->watch, loop, path, file_changed);
	ret = read_file(revocations);
	if (!ret)
		end_registrations(revocations);
	return ret;
}

/**
 * snt_revocations_uninit - revoke nothing more
 * @revocations: from snt_revocations_init()
 */
void snt_revocations_uninit(struct snt_revocations *revocations)
{
	snt_loop_unset(revocations->loop, &revocations->retry);
	snt_file_watch_uninit(&revocations->watch);
	snt_revoked_uninit(&revocations->revoked);
}

/**
 * snt_revocations_check - is a token revoked?
 * @revocations: all that is
 * @claims: of the token
 *
 * Return: why it is, or NULL.
 */
const char *snt_revocations_check(const struct snt_revocations *revocations,
				  const struct snt_claims *claims)
{
	const struct snt_revoked *revoked = &revocations->revoked;
	char name[SNT_REVOKED_SIZE];

	snt_claims_name(name, sizeof(name), claims->id);
	if (snt_revoked_has(revoked, SNT_REVOKED_TOKEN, name))
		return "token is revoked";
	if (!snt_claims_holder(name, claims->pssid) &&
	    snt_revoked_has(revoked, SNT_REVOKED_HOLDER, name))
		return "holder of the token is revoked";
	return NULL;
}
