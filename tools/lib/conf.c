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
 * struct mention - where a file first says something that only a role has
 * @what: key or section
 * @line: where, 0 for nowhere
 */
struct mention {
	const char *what;
	unsigned int line;
};

/**
 * struct parser - how far a file is read
 * @reader: of its lines
 * @conf: filled
 * @error: what is wrong, when something is
 * @kind: of the section, NULL before the first
 * @object: of this section: the device, or the peer, gateway or tunnel that it
 *	describes
 * @has_id: the object was named
 * @object_line: where the section begins
 * @quick: the keys of "up" and "down" are admitted
 * @of_client: what only clients have
 * @of_gateway: what only gateways have
 * @of_peer: what clients do not have
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
	struct mention of_client;
	struct mention of_gateway;
	struct mention of_peer;
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

static void mention(struct parser *p, struct mention *mention, const char *what)
{
	if (mention->line)
		return;
	mention->line = p->reader.line;
	mention->what = what;
}

/* So many tunnels have room in a range of ports. */
static int check_tunnel(struct parser *p, const struct snt_peer *tunnel)
{
	uint32_t room = 1;

	if (tunnel->local_port_max)
		room += tunnel->local_port_max - tunnel->local_port;
	if (!tunnel->local_port || tunnel->count <= room)
		return 0;
	return fail(p, "Count: each tunnel has a port of its own, and LocalPort names %u",
		    room);
}

/* Said of the line in which the section begins */
static int check_section(struct parser *p)
{
	const struct snt_field *id = p->kind->id;

	if (id && id->in_files && !p->has_id)
		return fail(p, "this [%s] has no %s", p->kind->section,
			    id->in_files);
	if (p->kind == &snt_kind_gateway &&
	    !(p->conf->dev->gateway->flags & SNT_PEER_HAS_ENDPOINT))
		return fail(p, "this [Gateway] has no Endpoint");
	if (p->kind == &snt_kind_tunnel)
		return check_tunnel(p, p->object);
	return 0;
}

static int finish_section(struct parser *p)
{
	unsigned int line = p->reader.line;
	int ret;

	if (!p->kind)
		return 0;
	p->reader.line = p->object_line;
	ret = check_section(p);
	p->reader.line = line;
	return ret;
}

static const uint8_t no_key[SNT_KEY_LEN];

static int begin_peer(struct parser *p)
{
	struct snt_peer *peer = snt_model_add_peer(p->conf->dev, no_key);

	mention(p, &p->of_peer, "[Peer]");
	p->kind = &snt_kind_peer;
	p->object = peer;
	peer->line = p->reader.line;
	peer->flags = SNT_PEER_REPLACE_ALLOWED_IPS;
	return 0;
}

static int begin_gateway(struct parser *p)
{
	struct snt_dev *dev = p->conf->dev;

	mention(p, &p->of_client, "[Gateway]");
	if (dev->gateway)
		return fail(p, "second [Gateway]; the first is that of line %u",
			    dev->gateway->line);
	p->kind = &snt_kind_gateway;
	p->object = snt_model_set_gateway(dev, no_key);
	dev->gateway->line = p->reader.line;
	return 0;
}

static int begin_tunnel(struct parser *p)
{
	struct snt_peer *tunnel = snt_model_add_tunnel(p->conf->dev, 0);

	mention(p, &p->of_client, "[Tunnel]");
	p->kind = &snt_kind_tunnel;
	p->object = tunnel;
	tunnel->line = p->reader.line;
	return 0;
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
	if (!strcasecmp(name, "[Peer]"))
		return begin_peer(p);
	if (!strcasecmp(name, "[Gateway]"))
		return begin_gateway(p);
	if (!strcasecmp(name, "[Tunnel]"))
		return begin_tunnel(p);
	if (strcasecmp(name, "[Interface]"))
		return fail(p, "`%s' is not [Interface], [Peer], [Gateway] or [Tunnel]",
			    name);
	p->kind = &snt_kind_dev;
	p->object = p->conf->dev;
	return 0;
}

static int set_quick_key(struct parser *p, const char *name, char *value)
{
	const struct snt_quick_key *key = snt_quick_key_find(p->kind, name);
	int ret;

	if (!key)
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
	if (field->of_client)
		mention(p, &p->of_client, field->in_files);
	if (field->of_gateway)
		mention(p, &p->of_gateway, field->in_files);
	if (field->of_peer)
		mention(p, &p->of_peer, field->in_files);
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

static int fail_at(struct parser *p, const struct mention *mention,
		   const char *why)
{
	p->reader.line = mention->line;
	return fail(p, "%s %s", mention->what, why);
}

/* Each port once, and no more tunnels than a client can have */
static int check_tunnels(struct parser *p)
{
	uint8_t *has_port = snt_mem_alloc(UINT16_MAX + 1);
	const struct snt_peer *tunnel = p->conf->dev->peers;
	uint32_t nr = 0;
	int ret = 0;

	for (; tunnel && !ret; tunnel = tunnel->next) {
		p->reader.line = tunnel->line;
		nr += tunnel->count ? tunnel->count : 1;
		if (nr > SNT_MOST_TUNNELS)
			ret = fail(p, "these are more than %d tunnels",
				   SNT_MOST_TUNNELS);
		else if (tunnel->local_port && !tunnel->local_port_max &&
			 has_port[tunnel->local_port]++)
			ret = fail(p, "LocalPort: another tunnel has port %u already",
				   tunnel->local_port);
	}
	free(has_port);
	return ret;
}

/* Sections stand in any order: what belongs together is known at the end. */
static int check_role(struct parser *p)
{
	bool is_client = snt_model_is_client(p->conf->dev);
	bool is_gateway = snt_model_is_gateway(p->conf->dev);
	const struct snt_peer *peer = p->conf->dev->peers;

	if (!is_client && p->of_client.line)
		return fail_at(p, &p->of_client,
			       "is for clients: say `Role = client' in [Interface]");
	if (!is_gateway && p->of_gateway.line)
		return fail_at(p, &p->of_gateway,
			       "is for gateways: say `Role = gateway' in [Interface]");
	if (is_client && p->of_peer.line)
		return fail_at(p, &p->of_peer,
			       "is not for clients: they have [Gateway] and [Tunnel]");
	if (is_gateway && peer) {
		p->reader.line = peer->line;
		return fail(p, "[Peer] is not for gateways: `snaptun-ctl identity add' says who may use them");
	}
	return is_client ? check_tunnels(p) : 0;
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
	if (!ret)
		ret = finish_section(&p);
	return ret ? ret : check_role(&p);
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
	snt_list_uninit(&conf->quick.routes);
	snt_list_uninit(&conf->quick.dns);
	snt_list_uninit(&conf->quick.dns_search);
	for (i = 0; i < SNT_HOOK_NR; i++)
		snt_list_uninit(&conf->quick.hooks[i]);
	free(conf->quick.table);
	memset(conf, 0, sizeof(*conf));
}
