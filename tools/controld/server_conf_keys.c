// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each section has a table of its keys. There may be one of each section, and
 * several [Listen].
 */
#include "server_conf_keys.h"

#include <string.h>
#include <strings.h>

#include "address.h"
#include "container.h"
#include "identity.h"
#include "isd_as.h"
#include "mem.h"
#include "parse.h"

#define CONNS		16384
#define CONNS_MAX	1000000

/**
 * struct parser - a file that is being read
 * @base: its lines
 * @conf: what has been read
 * @listen: the [Listen] that it is in, when it is in one
 * @section: that it is in, or NULL
 */
struct parser {
	struct snt_sections base;
	struct snt_server_conf *conf;
	struct snt_listen_conf *listen;
	const struct section *section;
};

struct key {
	const char *name;
	int (*set)(struct parser *p, const char *value);
};

/**
 * struct section - a kind of section
 * @name: as it stands in the file
 * @keys: those that may be in it
 * @begin: one begins; or NULL
 */
struct section {
	const char *name;
	const struct key *keys;
	void (*begin)(struct parser *p);
};

static void begin_listen(struct parser *p)
{
	struct snt_listen_conf **at = &p->conf->listens;

	while (*at)
		at = &(*at)->next;
	p->listen = snt_mem_alloc(sizeof(*p->listen));
	p->listen->line = p->base.reader.line;
	p->listen->conns_max = CONNS;
	*at = p->listen;
}

/* May stand for all addresses of this machine. */
static int set_local(struct parser *p, union snt_sockaddr *to,
		     const char *value)
{
	if (to->sa.sa_family)
		return snt_sections_fail(&p->base, "it was said before");
	if (!snt_address_parse(to, value))
		return 0;
	to->sa.sa_family = AF_UNSPEC;
	return snt_sections_fail(&p->base, "`%s' is no address and port",
				 value);
}

/* Between commas. */
static int for_each(struct parser *p, const char *value,
		    int (*take)(struct parser *p, const char *text))
{
	struct snt_list list = { 0 };
	int ret = snt_sections_add_list(&p->base, &list, value);
	size_t i;

	for (i = 0; i < list.nr && !ret; i++)
		ret = take(p, list.text[i]);
	snt_list_uninit(&list);
	return ret;
}

static int set_listen_address(struct parser *p, const char *value)
{
	return set_local(p, &p->listen->address, value);
}

static int set_certificate(struct parser *p, const char *value)
{
	return snt_sections_set_text(&p->base, &p->listen->certificate, value);
}

static int set_listen_key(struct parser *p, const char *value)
{
	return snt_sections_set_text(&p->base, &p->listen->key, value);
}

static int set_allow_http(struct parser *p, const char *value)
{
	return snt_sections_set_bool(&p->base, &p->listen->allows_plain, value);
}

static int set_conns(struct parser *p, const char *value)
{
	return snt_sections_set_number(&p->base, &p->listen->conns_max, value,
				       1, CONNS_MAX);
}

static const struct key listen_keys[] = {
	{ "Address", set_listen_address },
	{ "Certificate", set_certificate },
	{ "Key", set_listen_key },
	{ "AllowHttp", set_allow_http },
	{ "MaxConnections", set_conns },
	{ }
};

static int set_monitor(struct parser *p, const char *value)
{
	return set_local(p, &p->conf->monitor, value);
}

static int set_access_log(struct parser *p, const char *value)
{
	bool is_wanted;
	int ret = snt_sections_set_bool(&p->base, &is_wanted, value);

	if (!ret)
		p->conf->is_silent = !is_wanted;
	return ret;
}

static const struct key monitor_keys[] = {
	{ "Address", set_monitor },
	{ "AccessLog", set_access_log },
	{ }
};

static int add_proxy(struct parser *p, const char *text)
{
	struct snt_clients_conf *clients = &p->conf->clients;
	struct snt_prefix prefix;

	if (*text == '+' || *text == '-' || snt_parse_prefix(&prefix, text))
		return snt_sections_fail(&p->base,
					 "`%s' is not " SNT_WANT_PREFIX, text);
	clients->proxies = snt_mem_grow(clients->proxies,
					&clients->max_proxies,
					clients->nr_proxies + 1,
					sizeof(prefix));
	clients->proxies[clients->nr_proxies++] = prefix;
	return 0;
}

static int add_proxies(struct parser *p, const char *value)
{
	return for_each(p, value, add_proxy);
}

static int set_client_conns(struct parser *p, const char *value)
{
	return snt_sections_set_number(&p->base, &p->conf->clients.conns_max,
				       value, 0, CONNS_MAX);
}

static const struct key clients_keys[] = {
	{ "Proxies", add_proxies },
	{ "MaxConnections", set_client_conns },
	{ }
};

static int set_key_file(struct parser *p, const char *value)
{
	return snt_sections_set_text(&p->base, &p->conf->tokens.key_file,
				     value);
}

static int set_keys_file(struct parser *p, const char *value)
{
	return snt_sections_set_text(&p->base, &p->conf->tokens.keys_file,
				     value);
}

static int set_keys_url(struct parser *p, const char *value)
{
	return snt_sections_set_text(&p->base, &p->conf->tokens.keys_url,
				     value);
}

static int set_keys_ca_file(struct parser *p, const char *value)
{
	return snt_sections_set_text(&p->base, &p->conf->tokens.keys_ca_file,
				     value);
}

static int set_keys_interval(struct parser *p, const char *value)
{
	return snt_sections_set_number(&p->base,
				       &p->conf->tokens.keys_interval_s, value,
				       10, 86400);
}

static int set_revoked_file(struct parser *p, const char *value)
{
	return snt_sections_set_text(&p->base, &p->conf->tokens.revoked_file,
				     value);
}

static const struct key tokens_keys[] = {
	{ "KeyFile", set_key_file },
	{ "KeysFile", set_keys_file },
	{ "KeysUrl", set_keys_url },
	{ "KeysCaFile", set_keys_ca_file },
	{ "KeysInterval", set_keys_interval },
	{ "RevokedFile", set_revoked_file },
	{ }
};

static int set_device(struct parser *p, const char *value)
{
	char *device = p->conf->gateway.device;

	if (!*value || strlen(value) >= IFNAMSIZ || strpbrk(value, "/ \t") ||
	    !strcmp(value, ".") || !strcmp(value, ".."))
		return snt_sections_fail(&p->base, "`%s' cannot be the name of an interface",
					 value);
	if (*device)
		return snt_sections_fail(&p->base, "it was said before: `%s'",
					 device);
	strcpy(device, value);
	return 0;
}

static int add_plane_addr(struct parser *p, const char *text)
{
	return snt_plane_addrs_add(&p->conf->gateway.addrs, text) ?
	       snt_sections_fail(&p->base, "`%s' is not the address and port of one host, or the second of its family",
				 text) : 0;
}

static int add_data_plane(struct parser *p, const char *value)
{
	return for_each(p, value, add_plane_addr);
}

static int set_url(struct parser *p, const char *value)
{
	return snt_sections_set_text(&p->base, &p->conf->gateway.url, value);
}

static int set_members(struct parser *p, const char *value)
{
	return snt_sections_set_text(&p->base, &p->conf->gateway.members_file,
				     value);
}

static int set_tunnel_limit(struct parser *p, const char *value)
{
	return snt_sections_set_number(&p->base,
				       &p->conf->gateway.tunnel_limit, value, 1,
				       SNT_IDENTITY_TUNNELS_MAX);
}

static const struct key gateway_keys[] = {
	{ "Device", set_device },
	{ "DataPlane", add_data_plane },
	{ "Url", set_url },
	{ "Members", set_members },
	{ "TunnelLimit", set_tunnel_limit },
	{ }
};

static int set_endhost_url(struct parser *p, const char *value)
{
	return snt_sections_set_text(&p->base, &p->conf->endhost.url, value);
}

static int set_endhost_ca_file(struct parser *p, const char *value)
{
	return snt_sections_set_text(&p->base, &p->conf->endhost.ca_file,
				     value);
}

static int set_endhost_http(struct parser *p, const char *value)
{
	return snt_sections_set_bool(&p->base, &p->conf->endhost.allows_plain,
				     value);
}

static int add_as(struct parser *p, const char *text)
{
	struct snt_endhost_conf *endhost = &p->conf->endhost;

	if (endhost->nr_ases == SNT_SNAP_ASES_MAX)
		return snt_sections_fail(&p->base, "there may be %d",
					 SNT_SNAP_ASES_MAX);
	if (snt_isd_as_parse(&endhost->ases[endhost->nr_ases], text))
		return snt_sections_fail(&p->base,
					 "`%s' is not " SNT_WANT_ISD_AS, text);
	endhost->nr_ases++;
	return 0;
}

static int add_ases(struct parser *p, const char *value)
{
	return for_each(p, value, add_as);
}

static const struct key endhost_keys[] = {
	{ "Url", set_endhost_url },
	{ "CaFile", set_endhost_ca_file },
	{ "AllowHttp", set_endhost_http },
	{ "IsdAs", add_ases },
	{ }
};

static const struct section sections[] = {
	{ "[Listen]", listen_keys, begin_listen },
	{ "[Monitor]", monitor_keys, NULL },
	{ "[Clients]", clients_keys, NULL },
	{ "[Tokens]", tokens_keys, NULL },
	{ "[Gateway]", gateway_keys, NULL },
	{ "[Endhost]", endhost_keys, NULL },
	{ }
};

static int begin_section(struct snt_sections *base, const char *name)
{
	struct parser *p = snt_container_of(base, struct parser, base);
	const struct section *section = sections;

	while (section->name && strcasecmp(section->name, name))
		section++;
	if (!section->name)
		return snt_sections_fail(base, "`%s' is not [Listen], [Monitor], [Clients], [Tokens], [Gateway] or [Endhost]",
					 name);
	if (section->begin)
		section->begin(p);
	p->section = section;
	return 0;
}

static int set_key(struct snt_sections *base, const char *name,
		   const char *value)
{
	struct parser *p = snt_container_of(base, struct parser, base);
	const struct key *key;

	if (!p->section)
		return snt_sections_fail(base, "`%s' stands before the first section",
					 name);
	key = p->section->keys;
	while (key->name && strcasecmp(key->name, name))
		key++;
	if (!key->name)
		return snt_sections_fail(base, "there is no key `%s' in a %s",
					 name, p->section->name);
	return key->set(p, value) ? snt_sections_fail_key(base, key->name) : 0;
}

/**
 * snt_server_conf_keys - read the keys of a configuration
 * @conf: filled, as far as it is given
 * @text: the characters
 * @len: how many
 * @error: what is wrong, when something is
 *
 * Return: 0 or -EINVAL.
 */
int snt_server_conf_keys(struct snt_server_conf *conf, const char *text,
			 size_t len, struct snt_conf_error *error)
{
	struct parser p = {
		.base = {
			.error = error,
			.begin = begin_section,
			.set = set_key,
		},
		.conf = conf,
	};

	return snt_sections_parse(&p.base, text, len);
}
