// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading configuration files. The parser works on memory and looks nothing
 * up, so that it can be tested and fuzzed alone.
 */
#include "conf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "conf_line.h"
#include "fields.h"
#include "mem.h"
#include "parse.h"

/**
 * struct parser - how far a file is read
 * @reader: of its lines
 * @conf: filled
 * @error: what is wrong, when something is
 * @kind: of the section, NULL before the first
 * @object: of this section: the device, or the peer that it describes
 * @has_id: the object was named
 * @object_line: where the section begins
 * @quick: the keys of "up" and "down" are admitted
 */
struct parser {
	struct snt_line_reader reader;
	struct snt_conf *conf;
	struct snt_conf_error *error;
	const struct snt_kind *kind;
	void *object;
	bool has_id;
	unsigned int object_line;
	bool quick;
};

/* A key of [Interface] that "up" and "down" read. */
struct quick_key {
	const char *name;
	bool is_text;		/* white space inside counts */
	int (*set)(struct parser *p, const char *value);
};

static int __attribute__((format(printf, 2, 3)))
fail(struct parser *p, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(p->error->text, sizeof(p->error->text), format, args);
	va_end(args);
	p->error->line = p->reader.line;
	return -EINVAL;
}

static void warn_rough(struct parser *p, const struct snt_list *rough)
{
	char text[256];
	size_t i;

	for (i = 0; i < rough->nr; i++) {
		snprintf(text, sizeof(text),
			 "%u: Warning: AllowedIPs: " SNT_WARN_PREFIX, p->reader.line,
			 rough->text[i]);
		snt_list_add(&p->conf->warnings, text, strlen(text));
	}
}

static int set_allowed_ips(struct parser *p, const char *value)
{
	struct snt_list rough = { 0 };
	const char *bad = NULL;
	int ret = snt_parse_prefixes(p->object, value, &rough, &bad);

	if (ret)
		fail(p, "AllowedIPs: `%s' is not " SNT_WANT_PREFIX, bad);
	warn_rough(p, &rough);
	snt_list_uninit(&rough);
	free((char *)bad);
	return ret;
}

static int set_text(struct parser *p, const struct snt_field *field,
		    const char *value)
{
	char *text = snt_mem_copy(value, strlen(value));
	int ret = 0;

	if (*text == '"' && snt_line_unquote(text))
		ret = fail(p, "%s: the closing quote is missing or not at the end",
			   field->in_files);
	else if (snt_parse_label(snt_field_value(field, p->object), text))
		ret = fail(p, "%s is longer than %d bytes or has control characters",
			   field->in_files, SNT_LABEL_LEN);
	else
		*snt_field_flags(field, p->object) |= field->flag;
	free(text);
	return ret;
}

static int set_field(struct parser *p, const struct snt_field *field,
		     const char *value)
{
	const char *want;

	if (field->type == &snt_type_prefixes)
		return set_allowed_ips(p, value);
	if (field->type == &snt_type_text)
		return set_text(p, field, value);
	if (field == p->kind->id && p->has_id)
		return fail(p, "second %s in the [%s] of line %u",
			    field->in_files, p->kind->section, p->object_line);
	want = snt_field_parse(field, p->object, value);
	if (want && field->secret)
		return fail(p, "%s is not %s", field->in_files, want);
	if (want)
		return fail(p, "%s: `%s' is not %s", field->in_files, value,
			    want);
	p->has_id |= field == p->kind->id;
	return 0;
}

static int set_address(struct parser *p, const char *value)
{
	struct snt_list *list = &p->conf->quick.addresses;
	struct snt_prefix prefix;
	size_t i = list->nr;

	snt_list_split(list, value);
	for (; i < list->nr; i++) {
		if (strchr("+-", *list->text[i]) ||
		    snt_parse_prefix(&prefix, list->text[i]))
			return fail(p, "Address: `%s' is not " SNT_WANT_PREFIX,
				    list->text[i]);
	}
	return 0;
}

/* What is no address is a search domain. */
static int add_dns(struct parser *p, const char *entry)
{
	struct snt_quick *quick = &p->conf->quick;
	bool is_address = strchr(entry, ':') ||
			  !entry[strspn(entry, "0123456789.")];

	if (is_address && !snt_parse_is_address(entry))
		return fail(p, "DNS: `%s' is not an address", entry);
	snt_list_add(is_address ? &quick->dns : &quick->dns_search, entry,
		     strlen(entry));
	return 0;
}

static int set_dns(struct parser *p, const char *value)
{
	struct snt_list entries = { 0 };
	int ret = 0;
	size_t i;

	snt_list_split(&entries, value);
	for (i = 0; i < entries.nr && !ret; i++)
		ret = add_dns(p, entries.text[i]);
	snt_list_uninit(&entries);
	return ret;
}

static int set_mtu(struct parser *p, const char *value)
{
	uint16_t mtu;

	if (snt_parse_port(&mtu, value) || mtu < 68)
		return fail(p, "MTU: `%s' is not a number from 68 to 65535",
			    value);
	p->conf->quick.mtu = mtu;
	return 0;
}

static int set_table(struct parser *p, const char *value)
{
	free(p->conf->quick.table);
	p->conf->quick.table = NULL;
	if (!*value)
		return fail(p, "Table is empty");
	if (strcasecmp(value, "auto"))
		p->conf->quick.table = snt_mem_copy(value, strlen(value));
	return 0;
}

static int set_save(struct parser *p, const char *value)
{
	p->conf->quick.save = !strcasecmp(value, "true");
	if (!p->conf->quick.save && strcasecmp(value, "false"))
		return fail(p, "SaveConfig: `%s' is not `true' or `false'",
			    value);
	return 0;
}

static int add_hook(struct parser *p, enum snt_hook hook, const char *value)
{
	snt_list_add(&p->conf->quick.hooks[hook], value, strlen(value));
	return 0;
}

static int set_pre_up(struct parser *p, const char *value)
{
	return add_hook(p, SNT_HOOK_PRE_UP, value);
}

static int set_post_up(struct parser *p, const char *value)
{
	return add_hook(p, SNT_HOOK_POST_UP, value);
}

static int set_pre_down(struct parser *p, const char *value)
{
	return add_hook(p, SNT_HOOK_PRE_DOWN, value);
}

static int set_post_down(struct parser *p, const char *value)
{
	return add_hook(p, SNT_HOOK_POST_DOWN, value);
}

static const struct quick_key quick_keys[] = {
	{ "Address", false, set_address },
	{ "DNS", false, set_dns },
	{ "MTU", false, set_mtu },
	{ "Table", false, set_table },
	{ "PreUp", true, set_pre_up },
	{ "PostUp", true, set_post_up },
	{ "PreDown", true, set_pre_down },
	{ "PostDown", true, set_post_down },
	{ "SaveConfig", false, set_save },
	{ }
};

/* Each section but the first names what it describes. */
static int finish_section(struct parser *p)
{
	unsigned int line = p->reader.line;
	int ret;

	if (!p->kind || !p->kind->id || p->has_id)
		return 0;
	p->reader.line = p->object_line;
	ret = fail(p, "this [%s] has no %s", p->kind->section,
		   p->kind->id->in_files);
	p->reader.line = line;
	return ret;
}

static struct snt_peer *add_peer(struct parser *p)
{
	static const uint8_t no_key[SNT_KEY_LEN];
	struct snt_peer *peer = snt_model_add_peer(p->conf->dev, no_key);

	peer->line = p->reader.line;
	peer->flags = SNT_PEER_REPLACE_ALLOWED_IPS;
	return peer;
}

static int begin_section(struct parser *p, char *name)
{
	int ret = finish_section(p);

	if (ret)
		return ret;
	snt_line_strip(name);
	p->conf->has_section = true;
	p->has_id = false;
	p->object_line = p->reader.line;
	if (!strcasecmp(name, "[Interface]")) {
		p->kind = &snt_kind_dev;
		p->object = p->conf->dev;
	} else if (!strcasecmp(name, "[Peer]")) {
		p->kind = &snt_kind_peer;
		p->object = add_peer(p);
	} else {
		return fail(p, "`%s' is not [Interface] or [Peer]", name);
	}
	return 0;
}

static int set_quick_key(struct parser *p, const char *name, char *value)
{
	const struct quick_key *key = quick_keys;

	while (key->name && strcasecmp(key->name, name))
		key++;
	if (!key->name || p->kind != &snt_kind_dev)
		return fail(p, "unknown key `%s' in [%s]", name,
			    p->kind->section);
	if (!p->quick)
		return fail(p, "`%s' is for `up' and `down' only; `snaptun-ctl strip' leaves it out",
			    key->name);
	if (!key->is_text)
		snt_line_strip(value);
	return key->set(p, value);
}

static int set_key(struct parser *p, const char *name, char *value)
{
	const struct snt_field *field;

	if (!p->kind)
		return fail(p, "`%s' stands before any section", name);
	field = snt_field_in_files(p->kind, name);
	if (!field)
		return set_quick_key(p, name, value);
	if (field->type != &snt_type_text)
		snt_line_strip(value);
	return set_field(p, field, value);
}

static int parse_line(struct snt_line_reader *reader, char *line)
{
	struct parser *p = (struct parser *)reader;
	char *text, *equals;

	*snt_line_comment(line) = '\0';
	text = snt_line_trim(line);
	if (!*text)
		return 0;
	if (*text == '[')
		return begin_section(p, text);
	equals = strchr(text, '=');
	if (!equals)
		return fail(p, "`%s' is not a `Key = value' line", text);
	*equals = '\0';
	snt_line_strip(text);
	return set_key(p, text, snt_line_trim(equals + 1));
}

/**
 * snt_conf_parse - read a configuration
 * @conf: filled; to be freed by snt_conf_uninit() also on failure
 * @text: the characters
 * @len: how many
 * @quick: admit the keys of "up" and "down"
 * @error: what is wrong, when something is
 *
 * Return: 0 or -EINVAL.
 */
int snt_conf_parse(struct snt_conf *conf, const char *text, size_t len,
		   bool quick, struct snt_conf_error *error)
{
	struct parser p = {
		.reader.read = parse_line,
		.conf = conf,
		.error = error,
		.quick = quick,
	};
	int ret;

	memset(conf, 0, sizeof(*conf));
	memset(error, 0, sizeof(*error));
	conf->dev = snt_model_create("");
	ret = snt_line_for_each(&p.reader, text, len);
	if (ret == -EILSEQ)
		return fail(&p, "NUL byte");
	return ret ? ret : finish_section(&p);
}

/**
 * snt_conf_uninit - free what a configuration holds
 * @conf: from snt_conf_parse() or snt_conf_read()
 */
void snt_conf_uninit(struct snt_conf *conf)
{
	size_t i;

	snt_model_destroy(conf->dev);
	snt_list_uninit(&conf->warnings);
	snt_list_uninit(&conf->quick.addresses);
	snt_list_uninit(&conf->quick.dns);
	snt_list_uninit(&conf->quick.dns_search);
	for (i = 0; i < SNT_HOOK_NR; i++)
		snt_list_uninit(&conf->quick.hooks[i]);
	free(conf->quick.table);
	memset(conf, 0, sizeof(*conf));
}
