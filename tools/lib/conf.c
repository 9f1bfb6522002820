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
#include "key.h"
#include "mem.h"
#include "names.h"
#include "parse.h"

enum section {
	SECTION_NONE,
	SECTION_INTERFACE,
	SECTION_PEER,
};

struct parser {
	struct snt_line_reader reader;
	struct snt_conf *conf;
	struct snt_conf_error *error;
	enum section section;
	struct snt_peer *peer;
	unsigned int peer_line;
	bool has_key;
	bool quick;
};

/* Who reads a key, and how its value looks before it is read. */
enum key_kind {
	KEY_VALUE,		/* white space inside does not count */
	KEY_TEXT,		/* white space inside counts */
	KEY_QUICK_VALUE,	/* as KEY_VALUE, for "up" and "down" only */
	KEY_QUICK_TEXT,
};

struct key {
	const char *name;
	enum key_kind kind;
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

static int set_private_key(struct parser *p, const char *value)
{
	struct snt_dev *dev = p->conf->dev;

	if (snt_key_from_text(dev->private_key, value, strlen(value)))
		return fail(p, "PrivateKey is not " SNT_WANT_KEY);
	dev->flags |= SNT_DEV_HAS_PRIVATE_KEY;
	return 0;
}

static int set_listen_port(struct parser *p, const char *value)
{
	p->conf->dev->flags |= SNT_DEV_HAS_LISTEN_PORT;
	return snt_parse_port(&p->conf->dev->listen_port, value) ?
	       fail(p, "ListenPort: `%s' is not " SNT_WANT_PORT, value) : 0;
}

static int set_fwmark(struct parser *p, const char *value)
{
	p->conf->dev->flags |= SNT_DEV_HAS_FWMARK;
	return snt_parse_fwmark(&p->conf->dev->fwmark, value) ?
	       fail(p, "FwMark: `%s' is not " SNT_WANT_FWMARK, value) : 0;
}

static int set_word(struct parser *p, const char *key, const char *value,
		    const struct snt_names *names, uint32_t *to)
{
	char list[SNT_NAME_LIST];

	return snt_name_value(names, value, to) ?
	       fail(p, "%s: `%s' is not %s", key, value,
		    snt_name_list(list, names)) : 0;
}

static int set_wire(struct parser *p, const char *value)
{
	p->conf->dev->flags |= SNT_DEV_HAS_WIRE;
	return set_word(p, "Wire", value, &snt_names_wire,
			&p->conf->dev->wire);
}

static int set_payload(struct parser *p, const char *value)
{
	p->conf->dev->flags |= SNT_DEV_HAS_PAYLOAD;
	return set_word(p, "Payload", value, &snt_names_payload,
			&p->conf->dev->payload);
}

static int set_gso(struct parser *p, const char *value)
{
	p->conf->dev->flags |= SNT_DEV_HAS_GSO;
	return set_word(p, "Gso", value, &snt_names_gso,
			&p->conf->dev->gso);
}

static int set_public_key(struct parser *p, const char *value)
{
	if (p->has_key)
		return fail(p, "second PublicKey in the [Peer] of line %u",
			    p->peer_line);
	if (snt_key_from_text(p->peer->public_key, value, strlen(value)))
		return fail(p, "PublicKey: `%s' is not " SNT_WANT_KEY, value);
	p->has_key = true;
	return 0;
}

static int set_preshared_key(struct parser *p, const char *value)
{
	if (snt_key_from_text(p->peer->preshared_key, value, strlen(value)))
		return fail(p, "PresharedKey is not " SNT_WANT_KEY);
	p->peer->flags |= SNT_PEER_HAS_PSK;
	return 0;
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
	int ret = snt_parse_prefixes(p->peer, value, &rough, &bad);

	if (ret)
		fail(p, "AllowedIPs: `%s' is not " SNT_WANT_PREFIX, bad);
	warn_rough(p, &rough);
	snt_list_uninit(&rough);
	free((char *)bad);
	return ret;
}

static int set_endpoint(struct parser *p, const char *value)
{
	const char *want;

	if (snt_parse_endpoint(p->peer, value, &want))
		return fail(p, "Endpoint: `%s' is not %s", value, want);
	return 0;
}

static int set_keepalive(struct parser *p, const char *value)
{
	if (snt_parse_keepalive(&p->peer->keepalive_s, value))
		return fail(p, "PersistentKeepalive: `%s' is not " SNT_WANT_KEEPALIVE,
			    value);
	p->peer->flags |= SNT_PEER_HAS_KEEPALIVE;
	return 0;
}

static int set_encap(struct parser *p, const char *value)
{
	p->peer->flags |= SNT_PEER_HAS_ENCAP;
	return set_word(p, "Encap", value, &snt_names_encap,
			&p->peer->encap);
}

static int set_vni(struct parser *p, const char *value)
{
	p->peer->flags |= SNT_PEER_HAS_VNI;
	return snt_parse_vni(&p->peer->vni, value) ?
	       fail(p, "Vni: `%s' is not " SNT_WANT_VNI, value) : 0;
}

static int set_label(struct parser *p, const char *value)
{
	char *text = snt_mem_copy(value, strlen(value));
	int ret = 0;

	if (*text == '"' && snt_line_unquote(text))
		ret = fail(p, "Label: the closing quote is missing or not at the end");
	else if (snt_parse_label(p->peer->label, text))
		ret = fail(p, "Label is longer than %d bytes or has control characters",
			   SNT_LABEL_LEN);
	free(text);
	if (ret)
		return ret;
	p->peer->flags |= SNT_PEER_HAS_LABEL;
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

static const struct key interface_keys[] = {
	{ "PrivateKey", KEY_VALUE, set_private_key },
	{ "ListenPort", KEY_VALUE, set_listen_port },
	{ "FwMark", KEY_VALUE, set_fwmark },
	{ "Wire", KEY_VALUE, set_wire },
	{ "Payload", KEY_VALUE, set_payload },
	{ "Gso", KEY_VALUE, set_gso },
	{ "Address", KEY_QUICK_VALUE, set_address },
	{ "DNS", KEY_QUICK_VALUE, set_dns },
	{ "MTU", KEY_QUICK_VALUE, set_mtu },
	{ "Table", KEY_QUICK_VALUE, set_table },
	{ "PreUp", KEY_QUICK_TEXT, set_pre_up },
	{ "PostUp", KEY_QUICK_TEXT, set_post_up },
	{ "PreDown", KEY_QUICK_TEXT, set_pre_down },
	{ "PostDown", KEY_QUICK_TEXT, set_post_down },
	{ "SaveConfig", KEY_QUICK_VALUE, set_save },
	{ }
};

static const struct key peer_keys[] = {
	{ "PublicKey", KEY_VALUE, set_public_key },
	{ "PresharedKey", KEY_VALUE, set_preshared_key },
	{ "AllowedIPs", KEY_VALUE, set_allowed_ips },
	{ "Endpoint", KEY_VALUE, set_endpoint },
	{ "PersistentKeepalive", KEY_VALUE, set_keepalive },
	{ "Encap", KEY_VALUE, set_encap },
	{ "Vni", KEY_VALUE, set_vni },
	{ "Label", KEY_TEXT, set_label },
	{ }
};

static int finish_peer(struct parser *p)
{
	unsigned int line = p->reader.line;
	int ret;

	if (p->section != SECTION_PEER || p->has_key)
		return 0;
	p->reader.line = p->peer_line;
	ret = fail(p, "this [Peer] has no PublicKey");
	p->reader.line = line;
	return ret;
}

static int begin_section(struct parser *p, char *name)
{
	static const uint8_t no_key[SNT_KEY_LEN];
	int ret = finish_peer(p);

	if (ret)
		return ret;
	snt_line_strip(name);
	p->conf->has_section = true;
	if (!strcasecmp(name, "[Interface]")) {
		p->section = SECTION_INTERFACE;
		return 0;
	}
	if (strcasecmp(name, "[Peer]"))
		return fail(p, "`%s' is not [Interface] or [Peer]", name);
	p->section = SECTION_PEER;
	p->has_key = false;
	p->peer_line = p->reader.line;
	p->peer = snt_model_add_peer(p->conf->dev, no_key);
	p->peer->line = p->reader.line;
	p->peer->flags = SNT_PEER_REPLACE_ALLOWED_IPS;
	return 0;
}

static int set_key(struct parser *p, const char *name, char *value)
{
	const struct key *key;

	if (p->section == SECTION_NONE)
		return fail(p, "`%s' stands before any section", name);
	key = p->section == SECTION_PEER ? peer_keys : interface_keys;
	while (key->name && strcasecmp(key->name, name))
		key++;
	if (!key->name)
		return fail(p, "unknown key `%s' in [%s]", name,
			    p->section == SECTION_PEER ? "Peer" : "Interface");
	if (key->kind >= KEY_QUICK_VALUE && !p->quick)
		return fail(p, "`%s' is for `up' and `down' only; `snaptun-ctl strip' leaves it out",
			    key->name);
	if (key->kind == KEY_VALUE || key->kind == KEY_QUICK_VALUE)
		snt_line_strip(value);
	return key->set(p, value);
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
	return ret ? ret : finish_peer(&p);
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
