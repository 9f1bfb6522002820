// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which router of the AS has which interface, from the file topology.json that
 * routers and control services read. All else in it is passed over.
 */
#include "underlay.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "json_tokens.h"
#include "parse.h"

/**
 * struct topology - a file being read
 * @reader: the file
 * @underlay: what is filled
 * @error: why it cannot be used
 */
struct topology {
	struct snt_json_reader reader;
	struct snt_underlay *underlay;
	char *error;
};

static int fail(struct topology *t, const char *why)
{
	snprintf(t->error, SNT_UNDERLAY_ERROR, "line %u: %s", t->reader.line,
		 why);
	return -EINVAL;
}

static int no_json(struct topology *t)
{
	return fail(t, "this is not JSON as it is expected here");
}

/* Goes through an object, and has @take look at the value of each member. */
static int each_member(struct topology *t, void *arg,
		       int (*take)(struct topology *t, const char *name,
				   void *arg))
{
	char name[SNT_JSON_TEXT];
	int ret = 0;

	if (snt_json_next(&t->reader) != SNT_JSON_BEGIN_OBJECT)
		return no_json(t);
	while (!ret) {
		enum snt_json_token token = snt_json_next(&t->reader);

		if (token == SNT_JSON_END_OBJECT)
			return 0;
		if (token != SNT_JSON_NAME)
			return no_json(t);
		strcpy(name, t->reader.text);
		ret = take(t, name, arg);
	}
	return ret;
}

static int skip(struct topology *t)
{
	enum snt_json_token token = snt_json_next(&t->reader);

	return snt_json_skip(&t->reader, token) ? 0 : no_json(t);
}

static int take_interface(struct topology *t, const char *name, void *arg)
{
	struct snt_router router = { 0 };
	int ret;

	(void)arg;
	if (snt_parse_port(&router.interface, name) || !router.interface)
		return fail(t, "an interface has a number from 1 to 65535");
	ret = snt_underlay_add(t->underlay, &router);
	if (ret)
		return fail(t, ret == -EEXIST ?
			    "an interface has two routers" :
			    "there are more than 64 interfaces");
	return skip(t);
}

static int take_router_member(struct topology *t, const char *name, void *arg)
{
	union snt_sockaddr *at = arg;

	if (!strcmp(name, "interfaces"))
		return each_member(t, NULL, take_interface);
	if (strcmp(name, "internal_addr"))
		return skip(t);
	if (snt_json_next(&t->reader) != SNT_JSON_STRING)
		return no_json(t);
	return snt_parse_socket(at, t->reader.text) ?
	       fail(t, "an internal_addr is not ADDRESS:PORT") : 0;
}

static int take_router(struct topology *t, const char *name, void *arg)
{
	struct snt_underlay *underlay = t->underlay;
	union snt_sockaddr at = { 0 };
	size_t i = underlay->nr;
	int ret;

	(void)name;
	(void)arg;
	ret = each_member(t, &at, take_router_member);
	if (!ret && !at.sa.sa_family && underlay->nr > i)
		return fail(t, "this router has no internal_addr");
	for (; i < underlay->nr; i++)
		underlay->router[i].at = at;
	return ret;
}

static int take_member(struct topology *t, const char *name, void *arg)
{
	(void)arg;
	if (strcmp(name, "border_routers"))
		return skip(t);
	return each_member(t, NULL, take_router);
}

/**
 * snt_topology_read - find the routers in a topology file
 * @underlay: gets them; its port stays
 * @text: the file
 * @len: characters
 * @error: why it cannot be used
 *
 * Return: 0 or -EINVAL.
 */
int snt_topology_read(struct snt_underlay *underlay, const char *text,
		      size_t len, char error[SNT_UNDERLAY_ERROR])
{
	struct topology t = { .underlay = underlay, .error = error };
	int ret;

	underlay->nr = 0;
	snt_json_tokens_begin(&t.reader, text, len);
	ret = each_member(&t, NULL, take_member);
	if (!ret && snt_json_next(&t.reader) != SNT_JSON_END)
		ret = no_json(&t);
	if (!ret && !underlay->nr) {
		snprintf(error, SNT_UNDERLAY_ERROR,
			 "there is no router with an interface in it");
		ret = -EINVAL;
	}
	return ret;
}
