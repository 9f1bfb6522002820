// SPDX-License-Identifier: GPL-2.0-only
/*
 * The keys of configuration files that "up" and "down" read, one function each.
 */
#include "conf_quick.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mem.h"
#include "parse.h"

static int __attribute__((format(printf, 2, 3)))
fail(struct snt_conf_error *error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	return -EINVAL;
}

static int add_prefixes(struct snt_list *list, const char *key,
			const char *value, struct snt_conf_error *error)
{
	struct snt_prefix prefix;
	size_t i = list->nr;

	snt_list_split(list, value);
	for (; i < list->nr; i++) {
		if (strchr("+-", *list->text[i]) ||
		    snt_parse_prefix(&prefix, list->text[i]))
			return fail(error,
				    "%s: `%s' is not " SNT_WANT_PREFIX, key,
				    list->text[i]);
	}
	return 0;
}

static int set_address(struct snt_quick *quick, const char *value,
		       struct snt_conf_error *error)
{
	return add_prefixes(&quick->addresses, "Address", value, error);
}

static int set_routes(struct snt_quick *quick, const char *value,
		      struct snt_conf_error *error)
{
	return add_prefixes(&quick->routes, "AllowedIPs", value, error);
}

/* What is no address is a search domain. */
static int add_dns(struct snt_quick *quick, const char *entry,
		   struct snt_conf_error *error)
{
	bool is_address = strchr(entry, ':') ||
			  !entry[strspn(entry, "0123456789.")];

	if (is_address && !snt_parse_is_address(entry))
		return fail(error, "DNS: `%s' is not an address", entry);
	snt_list_add(is_address ? &quick->dns : &quick->dns_search, entry,
		     strlen(entry));
	return 0;
}

static int set_dns(struct snt_quick *quick, const char *value,
		   struct snt_conf_error *error)
{
	struct snt_list entries = { 0 };
	int ret = 0;
	size_t i;

	snt_list_split(&entries, value);
	for (i = 0; i < entries.nr && !ret; i++)
		ret = add_dns(quick, entries.text[i], error);
	snt_list_uninit(&entries);
	return ret;
}

static int set_mtu(struct snt_quick *quick, const char *value,
		   struct snt_conf_error *error)
{
	uint16_t mtu;

	if (snt_parse_port(&mtu, value) || mtu < 68)
		return fail(error, "MTU: `%s' is not a number from 68 to 65535",
			    value);
	quick->mtu = mtu;
	return 0;
}

static int set_table(struct snt_quick *quick, const char *value,
		     struct snt_conf_error *error)
{
	free(quick->table);
	quick->table = NULL;
	if (!*value)
		return fail(error, "Table is empty");
	if (strcasecmp(value, "auto"))
		quick->table = snt_mem_copy(value, strlen(value));
	return 0;
}

static int set_save(struct snt_quick *quick, const char *value,
		    struct snt_conf_error *error)
{
	quick->save = !strcasecmp(value, "true");
	if (!quick->save && strcasecmp(value, "false"))
		return fail(error, "SaveConfig: `%s' is not `true' or `false'",
			    value);
	return 0;
}

static int add_hook(struct snt_quick *quick, enum snt_hook hook,
		    const char *value)
{
	snt_list_add(&quick->hooks[hook], value, strlen(value));
	return 0;
}

static int set_pre_up(struct snt_quick *quick, const char *value,
		      struct snt_conf_error *error)
{
	(void)error;
	return add_hook(quick, SNT_HOOK_PRE_UP, value);
}

static int set_post_up(struct snt_quick *quick, const char *value,
		       struct snt_conf_error *error)
{
	(void)error;
	return add_hook(quick, SNT_HOOK_POST_UP, value);
}

static int set_pre_down(struct snt_quick *quick, const char *value,
			struct snt_conf_error *error)
{
	(void)error;
	return add_hook(quick, SNT_HOOK_PRE_DOWN, value);
}

static int set_post_down(struct snt_quick *quick, const char *value,
			 struct snt_conf_error *error)
{
	(void)error;
	return add_hook(quick, SNT_HOOK_POST_DOWN, value);
}

static const struct snt_quick_key keys[] = {
	{ "Address", &snt_kind_dev, false, set_address },
	{ "DNS", &snt_kind_dev, false, set_dns },
	{ "MTU", &snt_kind_dev, false, set_mtu },
	{ "Table", &snt_kind_dev, false, set_table },
	{ "PreUp", &snt_kind_dev, true, set_pre_up },
	{ "PostUp", &snt_kind_dev, true, set_post_up },
	{ "PreDown", &snt_kind_dev, true, set_pre_down },
	{ "PostDown", &snt_kind_dev, true, set_post_down },
	{ "SaveConfig", &snt_kind_dev, false, set_save },
	{ "AllowedIPs", &snt_kind_gateway, false, set_routes },
	{ }
};

/**
 * snt_quick_key_find - find a key that "up" and "down" read
 * @kind: of the section
 * @name: as written, in any case
 *
 * Return: the key, or NULL.
 */
const struct snt_quick_key *snt_quick_key_find(const struct snt_kind *kind,
					       const char *name)
{
	const struct snt_quick_key *key = keys;

	while (key->name && (key->kind != kind || strcasecmp(key->name, name)))
		key++;
	return key->name ? key : NULL;
}
