// SPDX-License-Identifier: GPL-2.0-only
/*
 * A gateway of this machine is asked for its key each time, as that may change.
 * Of several, a file knows all, and is read again when it changes; what is wrong
 * with it leaves the one before in use.
 */
#include "guide.h"

#include <stdlib.h>
#include <string.h>

#include "container.h"
#include "say.h"

static int read_members(struct snt_guide *guide)
{
	const char *path = guide->conf->members_file;
	struct snt_members members = { 0 };
	struct snt_conf_error error;
	size_t len;
	char *text = snt_sections_read(path, &len, &error);

	if (text && !snt_members_parse(&members, text, len, &error)) {
		free(text);
		snt_members_uninit(&guide->members);
		guide->members = members;
		return 0;
	}
	free(text);
	snt_members_uninit(&members);
	if (error.line)
		snt_say_error("%s:%u: %s", path, error.line, error.text);
	else
		snt_say_error("%s: %s", path, error.text);
	return -1;
}

static void members_changed(struct snt_file_watch *watch)
{
	struct snt_guide *guide =
		snt_container_of(watch, struct snt_guide, watch);

	if (!read_members(guide))
		snt_say("%s: read again: %zu gateways",
			guide->conf->members_file, guide->members.nr);
}

/**
 * snt_guide_init - know where clients are to go
 * @guide: filled; to be given to snt_guide_uninit() also on failure
 * @loop: what it runs on
 * @conf: what is said of it; stays
 * @gateway: ours
 *
 * Return: 0, or an error after saying what is wrong.
 */
int snt_guide_init(struct snt_guide *guide, struct snt_loop *loop,
		   const struct snt_gateway_conf *conf,
		   struct snt_gateway *gateway)
{
	*guide = (struct snt_guide){ .conf = conf, .gateway = gateway };
	snt_file_watch_init(&guide->watch, loop, conf->members_file,
			    members_changed);
	return conf->members_file ? read_members(guide) : 0;
}

/**
 * snt_guide_uninit - know nothing any more
 * @guide: from snt_guide_init()
 */
void snt_guide_uninit(struct snt_guide *guide)
{
	snt_file_watch_uninit(&guide->watch);
	snt_members_uninit(&guide->members);
}

/**
 * snt_guide_show - where a client is to go
 * @guide: knows it
 * @client: address that it comes from
 * @direction: filled
 *
 * Return: 0, or why our gateway has no key.
 */
int snt_guide_show(const struct snt_guide *guide,
		   const union snt_sockaddr *client,
		   struct snt_direction *direction)
{
	const struct snt_plane_addrs *addrs = &guide->conf->addrs;
	const struct snt_member *member;
	int ret = 0;

	direction->url = guide->conf->url;
	if (guide->conf->members_file) {
		member = snt_members_choose(&guide->members, client);
		addrs = &member->addrs;
		direction->url = member->url;
		memcpy(direction->key, member->key, SNT_KEY_LEN);
	} else {
		ret = snt_gateway_read_key(guide->gateway, direction->key);
	}
	direction->address = snt_plane_addrs_choose(addrs, client);
	return ret;
}

/**
 * snt_guide_url - where a client is to register
 * @guide: knows it
 * @client: address that it comes from
 *
 * Return: the URL.
 */
const char *snt_guide_url(const struct snt_guide *guide,
			  const union snt_sockaddr *client)
{
	return guide->conf->members_file ?
	       snt_members_choose(&guide->members, client)->url :
	       guide->conf->url;
}
