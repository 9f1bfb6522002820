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
#include "conf_quick.h"
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
	const struct snt_quick_key *key = snt_quick_key_find(name);
	int ret;

	if (!key || p->kind != &snt_kind_dev)
		return fail(p, "unknown key `%s' in [%s]", name,
			    p->kind->section);
	if (!p->quick)
		return fail(p, "`%s' is for `up' and `down' only; `snaptun-ctl strip' leaves it out",
			    key->name);
	if (!key->is_text)
		snt_line_strip(value);
	ret = key->set(&p->conf->quick, value, p->error);
	if (ret)
		p->error->line = p->reader.line;
	return ret;
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
