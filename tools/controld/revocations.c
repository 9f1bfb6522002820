// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whoever is revoked loses its registration when that is known, and gets no
 * other. A gateway that cannot be told is told later. What is wrong with the
 * file leaves what was revoked before.
 */
#include "revocations.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

static int end_registrations(struct snt_revocations *revocations, size_t *nr)
{
	int ret = 0;

	*nr = 0;
	if (revocations->revoked.nr)
		ret = snt_gateway_revoke(revocations->gateway,
					 &revocations->revoked.match, nr);
	revocations->nr_ended += *nr;
	if (*nr)
		snt_say("%zu registrations are revoked", *nr);
	snt_loop_set(revocations->loop, &revocations->retry,
		     ret ? snt_loop_now() + RETRY_MS : UINT64_MAX);
	return ret;
}

static void try_again(struct snt_timer *timer)
{
	size_t nr;

	end_registrations(snt_container_of(timer, struct snt_revocations,
					   retry), &nr);
}

static void file_changed(struct snt_file_watch *watch)
{
	struct snt_revocations *revocations =
		snt_container_of(watch, struct snt_revocations, watch);
	size_t nr;

	if (read_file(revocations))
		return;
	snt_say("%s: read again: %zu are revoked", revocations->path,
		revocations->revoked.nr);
	end_registrations(revocations, &nr);
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
	size_t nr;
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
		end_registrations(revocations, &nr);
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

/* In one piece, as others may write as well, and on a line of its own. */
static int append(int fd, const char *what)
{
	char line[SNT_CLAIMS_ID_SIZE + 16], last = '\n';
	off_t size = lseek(fd, 0, SEEK_END);
	int len;

	if (size < 0 || (size && pread(fd, &last, 1, size - 1) != 1))
		return -errno;
	len = snprintf(line, sizeof(line), "%s%s\n", last == '\n' ? "" : "\n",
		       what);
	if ((size_t)len >= sizeof(line))
		return -EMSGSIZE;
	return write(fd, line, len) != len || fsync(fd) ? -errno : 0;
}

static int write_file(const char *path, const char *what)
{
	int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	int ret;

	if (fd < 0)
		return -errno;
	ret = append(fd, what);
	close(fd);
	return ret;
}

/**
 * snt_revocations_add - revoke something, now and for good
 * @revocations: all that is
 * @what: as a line of the file says it
 * @nr: how many registrations that ended
 *
 * Return: what went wrong, one line without its end; or NULL.
 */
const char *snt_revocations_add(struct snt_revocations *revocations,
				const char *what, size_t *nr)
{
	struct snt_revocation revocation;
	int ret;

	*nr = 0;
	if (snt_revocation_parse(&revocation, what))
		return "it is not `token ID', `holder UUID' or `key KEY'";
	ret = write_file(revocations->path, what);
	if (ret)
		return strerror(-ret);
	snt_file_watch_note(&revocations->watch);
	if (read_file(revocations))
		return "it is written, but there is something wrong with the file";
	return end_registrations(revocations, nr) ?
	       "it is revoked, but the gateway could not be told yet" : NULL;
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
