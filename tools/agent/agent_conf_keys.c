// SPDX-License-Identifier: GPL-2.0-only
/*
 * The keys of the agent's configuration file.
 */
#include "agent_conf_keys.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "address.h"
#include "container.h"
#include "isd_as.h"
#include "key.h"
#include "names.h"
#include "parse.h"

/* That of border routers, and of control services, in most ASes. */
#define FACADE_PORT	30042
#define SERVE_PORT	30252

/* Of a [Control] or of a [Device], whichever the parser is in. */
struct key {
	const char *name;
	int (*set)(struct snt_agent_parser *p, const char *value);
};

static int set_name(struct snt_agent_parser *p, const char *value)
{
	const struct snt_control_conf *other;

	if (strpbrk(value, " \t,"))
		return snt_sections_fail(&p->base,
					 "`%s' has white space or a comma in it",
					 value);
	for (other = p->conf->controls; other; other = other->next) {
		if (other->name && !strcmp(other->name, value))
			return snt_sections_fail(&p->base,
						 "the [Control] of line %u has this name",
						 other->line);
	}
	return snt_sections_set_text(&p->base, &p->control->name, value);
}

/* One way to find a control plane for each section. */
static int add_urls(struct snt_agent_parser *p, enum snt_find find,
		    const char *value)
{
	struct snt_control_conf *control = p->control;

	if (control->find != find && control->urls.nr)
		return snt_sections_fail(&p->base, "this [Control] has one of `Url', `Endhost' and `Discovery' already");
	control->find = find;
	return snt_sections_add_list(&p->base, &control->urls, value);
}

static int set_url(struct snt_agent_parser *p, const char *value)
{
	return add_urls(p, SNT_FIND_URL, value);
}

static int set_endhost(struct snt_agent_parser *p, const char *value)
{
	return add_urls(p, SNT_FIND_ENDHOST, value);
}

static int set_discovery(struct snt_agent_parser *p, const char *value)
{
	return add_urls(p, SNT_FIND_DISCOVERY, value);
}

static int set_token(struct snt_agent_parser *p, enum snt_token_origin origin,
		     const char *value)
{
	if (p->control->origin != SNT_TOKEN_NOWHERE)
		return snt_sections_fail(&p->base, "this [Control] has a token already: `%s'",
					 p->control->token);
	p->control->origin = origin;
	return snt_sections_set_text(&p->base, &p->control->token, value);
}

static int set_token_file(struct snt_agent_parser *p, const char *value)
{
	return set_token(p, SNT_TOKEN_FILE, value);
}

static int set_token_credential(struct snt_agent_parser *p, const char *value)
{
	if (strchr(value, '/'))
		return snt_sections_fail(&p->base, "`%s' is not the name of a credential: for a file there is `TokenFile'",
					 value);
	return set_token(p, SNT_TOKEN_CREDENTIAL, value);
}

static int set_token_command(struct snt_agent_parser *p, const char *value)
{
	return set_token(p, SNT_TOKEN_COMMAND, value);
}

static int set_api_key_file(struct snt_agent_parser *p, const char *value)
{
	return set_token(p, SNT_TOKEN_API_KEY, value);
}

static int set_authority(struct snt_agent_parser *p, const char *value)
{
	return snt_sections_set_text(&p->base, &p->control->authority, value);
}

static int set_device_id(struct snt_agent_parser *p, const char *value)
{
	if (strlen(value) > 127)
		return snt_sections_fail(&p->base,
					 "this is longer than 127 characters");
	return snt_sections_set_text(&p->base, &p->control->device_id, value);
}

static int set_token_life(struct snt_agent_parser *p, const char *value)
{
	return snt_sections_set_number(&p->base, &p->control->token_life_s,
				       value, 900, 86400);
}

static int set_ca_file(struct snt_agent_parser *p, const char *value)
{
	return snt_sections_set_text(&p->base, &p->control->ca_file, value);
}

static int set_source(struct snt_agent_parser *p, const char *value)
{
	struct in6_addr addr;

	if (inet_pton(AF_INET, value, &addr) != 1 &&
	    inet_pton(AF_INET6, value, &addr) != 1)
		return snt_sections_fail(&p->base, "`%s' is not an address",
					 value);
	return snt_sections_set_text(&p->base, &p->control->source, value);
}

static int set_family(struct snt_agent_parser *p, const char *value)
{
	if (!strcasecmp(value, "ipv4"))
		p->control->way.family = AF_INET;
	else if (!strcasecmp(value, "ipv6"))
		p->control->way.family = AF_INET6;
	else if (!strcasecmp(value, "any"))
		p->control->way.family = AF_UNSPEC;
	else
		return snt_sections_fail(&p->base,
					 "`%s' is not `any', `ipv4' or `ipv6'",
					 value);
	return 0;
}

static int set_timeout(struct snt_agent_parser *p, const char *value)
{
	uint32_t seconds;
	int ret = snt_sections_set_number(&p->base, &seconds, value, 1, 300);

	if (!ret)
		p->control->way.timeout_ms = seconds * 1000;
	return ret;
}

static int set_allow_http(struct snt_agent_parser *p, const char *value)
{
	return snt_sections_set_bool(&p->base, &p->control->way.allows_plain,
				     value);
}

static int set_data_plane(struct snt_agent_parser *p, const char *value)
{
	union snt_sockaddr addr;

	if (snt_address_parse(&addr, value) == -EINVAL)
		return snt_sections_fail(&p->base,
					 "`%s' is no address and port", value);
	return snt_sections_set_text(&p->base, &p->control->data_plane, value);
}

static int set_data_plane_key(struct snt_agent_parser *p, const char *value)
{
	p->control->has_data_plane_key = true;
	return snt_key_from_text(p->control->data_plane_key, value,
				 strlen(value)) ?
	       snt_sections_fail(&p->base, "`%s' is not a key in base64",
				 value) : 0;
}

static int refuse_psk_share(struct snt_agent_parser *p, const char *value)
{
	(void)value;
	return snt_sections_fail(&p->base, "how the shares of both sides make a preshared key is not specified, and no SNAP uses one: leave it out");
}

static const struct key control_keys[] = {
	{ "Name", set_name },
	{ "Url", set_url },
	{ "Endhost", set_endhost },
	{ "Discovery", set_discovery },
	{ "TokenFile", set_token_file },
	{ "TokenCredential", set_token_credential },
	{ "TokenCommand", set_token_command },
	{ "ApiKeyFile", set_api_key_file },
	{ "Authority", set_authority },
	{ "DeviceId", set_device_id },
	{ "TokenLife", set_token_life },
	{ "CaFile", set_ca_file },
	{ "Source", set_source },
	{ "Family", set_family },
	{ "Timeout", set_timeout },
	{ "AllowHttp", set_allow_http },
	{ "DataPlane", set_data_plane },
	{ "DataPlaneKey", set_data_plane_key },
	{ "PskShare", refuse_psk_share },
	{ }
};

static int set_device(struct snt_agent_parser *p, const char *value)
{
	const struct snt_device_conf *other;

	if (!*value || strlen(value) >= IFNAMSIZ || strpbrk(value, "/ \t") ||
	    !strcmp(value, ".") || !strcmp(value, ".."))
		return snt_sections_fail(&p->base, "`%s' cannot be the name of an interface",
					 value);
	if (*p->device->name)
		return snt_sections_fail(&p->base, "it was said before: `%s'",
					 p->device->name);
	for (other = p->conf->devices; other; other = other->next) {
		if (!strcmp(other->name, value))
			return snt_sections_fail(&p->base,
						 "the [Device] of line %u is this one",
						 other->line);
	}
	strcpy(p->device->name, value);
	return 0;
}

static int set_key_file(struct snt_agent_parser *p, const char *value)
{
	return snt_sections_set_text(&p->base, &p->device->key_file, value);
}

static int set_tunnels(struct snt_agent_parser *p, const char *value)
{
	return snt_sections_set_number(&p->base, &p->device->nr_tunnels, value,
				       1, 1024);
}

static int set_ports(struct snt_agent_parser *p, const char *value)
{
	struct snt_device_conf *device = p->device;

	if (snt_parse_ports(&device->port, &device->port_max, value))
		return snt_sections_fail(&p->base,
					 "`%s' is not " SNT_WANT_PORTS, value);
	if (!device->port_max)
		device->port_max = device->port;
	return 0;
}

static int set_keepalive(struct snt_agent_parser *p, const char *value)
{
	return snt_parse_keepalive(&p->device->keepalive_s, value) ?
	       snt_sections_fail(&p->base, "`%s' is not " SNT_WANT_KEEPALIVE,
				 value) : 0;
}

static int set_address_policy(struct snt_agent_parser *p, const char *value)
{
	char list[SNT_NAME_LIST];

	return SNT_VALUE(address_policy, value, &p->device->address_policy) ?
	       snt_sections_fail(&p->base, "`%s' is not %s", value,
				 SNT_LIST(address_policy, list)) : 0;
}

static int set_manage(struct snt_agent_parser *p, const char *value)
{
	bool manages;
	int ret = snt_sections_set_bool(&p->base, &manages, value);

	if (!ret)
		p->device->is_foreign = !manages;
	return ret;
}

static int set_leave(struct snt_agent_parser *p, const char *value)
{
	return snt_sections_set_bool(&p->base, &p->device->leaves, value);
}

static int set_controls(struct snt_agent_parser *p, const char *value)
{
	return snt_sections_add_list(&p->base, &p->device->controls, value);
}

/* With or without a port. One that stands for many is none to be found at. */
static int set_local(struct snt_agent_parser *p, union snt_sockaddr *to,
		     const char *value, uint16_t port)
{
	union snt_sockaddr addr = { 0 };

	if (to->sa.sa_family)
		return snt_sections_fail(&p->base, "it was said before");
	if (!snt_parse_host(&addr, value))
		addr.in.sin_port = htons(port);
	else if (snt_address_parse(&addr, value))
		return snt_sections_fail(&p->base, "`%s' is no address, with or without a port",
					 value);
	if (!snt_address_is_of_a_host(&addr))
		return snt_sections_fail(&p->base,
					 "`%s' is not the address of one host",
					 value);
	*to = addr;
	return 0;
}

static int set_facade(struct snt_agent_parser *p, const char *value)
{
	return set_local(p, &p->device->serve.facade, value, FACADE_PORT);
}

/* No net is around it: nobody else is on the interface. */
static int set_address(struct snt_agent_parser *p, const char *value)
{
	union snt_sockaddr *to = &p->device->serve.address, addr = { 0 };

	if (to->sa.sa_family)
		return snt_sections_fail(&p->base, "it was said before");
	if (snt_parse_host(&addr, value) || !snt_address_is_of_a_host(&addr))
		return snt_sections_fail(&p->base,
					 "`%s' is not the address of one host",
					 value);
	*to = addr;
	return 0;
}

static int set_serve(struct snt_agent_parser *p, const char *value)
{
	return set_local(p, &p->device->serve.listen, value, SERVE_PORT);
}

static int set_isd_as(struct snt_agent_parser *p, const char *value)
{
	return snt_isd_as_parse(&p->device->serve.isd_as, value) ?
	       snt_sections_fail(&p->base, "`%s' is not " SNT_WANT_ISD_AS,
				 value) : 0;
}

static int add_destination(struct snt_agent_parser *p, const char *text)
{
	struct snt_serve_conf *serve = &p->device->serve;

	if (serve->nr_destinations == SNT_DESTINATIONS_MAX)
		return snt_sections_fail(&p->base, "there may be %d",
					 SNT_DESTINATIONS_MAX);
	if (snt_isd_as_parse(&serve->destinations[serve->nr_destinations],
			     text))
		return snt_sections_fail(&p->base,
					 "`%s' is not " SNT_WANT_ISD_AS, text);
	serve->nr_destinations++;
	return 0;
}

static int add_destinations(struct snt_agent_parser *p, const char *value)
{
	struct snt_list list = { 0 };
	int ret = snt_sections_add_list(&p->base, &list, value);
	size_t i;

	for (i = 0; i < list.nr && !ret; i++)
		ret = add_destination(p, list.text[i]);
	snt_list_uninit(&list);
	return ret;
}

static int set_topology(struct snt_agent_parser *p, const char *value)
{
	if (*value != '/')
		return snt_sections_fail(&p->base,
					 "`%s' does not begin with a `/'",
					 value);
	return snt_sections_set_text(&p->base, &p->device->serve.topology,
				     value);
}

static int set_topology_pid(struct snt_agent_parser *p, const char *value)
{
	return snt_sections_set_text(&p->base, &p->device->serve.pid_file,
				     value);
}

static int set_topology_command(struct snt_agent_parser *p, const char *value)
{
	struct snt_list *command = &p->device->serve.command;
	size_t len;

	if (command->nr)
		return snt_sections_fail(&p->base, "it was said before");
	while (*value) {
		len = strcspn(value, " \t");
		if (len)
			snt_list_add(command, value, len);
		value += len + !!value[len];
	}
	return command->nr ? 0 :
	       snt_sections_fail(&p->base, "there is no value behind the `='");
}

static const struct key device_keys[] = {
	{ "Name", set_device },
	{ "KeyFile", set_key_file },
	{ "Tunnels", set_tunnels },
	{ "Ports", set_ports },
	{ "Keepalive", set_keepalive },
	{ "AddressPolicy", set_address_policy },
	{ "Manage", set_manage },
	{ "Leave", set_leave },
	{ "Control", set_controls },
	{ "Facade", set_facade },
	{ "Address", set_address },
	{ "Serve", set_serve },
	{ "IsdAs", set_isd_as },
	{ "Destinations", add_destinations },
	{ "Topology", set_topology },
	{ "TopologyPid", set_topology_pid },
	{ "TopologyCommand", set_topology_command },
	{ }
};

/**
 * snt_agent_parser_set - take a line
 * @sections: a struct snt_agent_parser's, which is at the line
 * @name: the key
 * @value: what is behind the "="
 *
 * Return: 0 or -EINVAL.
 */
int snt_agent_parser_set(struct snt_sections *sections, const char *name,
			 const char *value)
{
	struct snt_agent_parser *p =
		snt_container_of(sections, struct snt_agent_parser, base);
	const struct key *key = p->control ? control_keys : device_keys;

	if (!p->control && !p->device)
		return snt_sections_fail(sections, "`%s' stands before the first [Control] or [Device]",
					 name);
	while (key->name && strcasecmp(key->name, name))
		key++;
	if (!key->name)
		return snt_sections_fail(sections,
					 "there is no key `%s' in a [%s]", name,
					 p->control ? "Control" : "Device");
	return key->set(p, value) ? snt_sections_fail_key(sections, key->name) :
				    0;
}
