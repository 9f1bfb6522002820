// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes the state of tokens, control planes, devices and tunnels as JSON.
 * Private keys and tokens are not in it.
 */
#include "agent_json.h"

#include "json.h"
#include "key.h"
#include "names.h"
#include "serve_json.h"
#include "text.h"

static const char * const state_names[] = {
	[SNT_REGISTRATION_IDLE] = "idle",
	[SNT_REGISTRATION_NO_TOKEN] = "no-token",
	[SNT_REGISTRATION_WAITING] = "waiting",
	[SNT_REGISTRATION_ASKING] = "asking",
	[SNT_REGISTRATION_DONE] = "registered",
	[SNT_REGISTRATION_REFUSED] = "refused",
	[SNT_REGISTRATION_FAILED] = "failed",
};

/* Left out when it has no end that anybody knows. */
static void write_left(struct snt_json *json, const char *name, uint64_t end_ms)
{
	uint64_t now = snt_loop_now();

	if (end_ms != UINT64_MAX)
		snt_json_uint(json, name,
			      end_ms > now ? (end_ms - now) / 1000 : 0);
}

static void write_source(struct snt_json *json,
			 const struct snt_token_source *source)
{
	snt_json_begin(json, NULL, '{');
	snt_json_string(json, "name", source->conf->name);
	snt_json_bool(json, "has_token", source->text);
	if (source->text)
		write_left(json, "token_left_s", source->end_ms);
	if (*source->error)
		snt_json_string(json, "error", source->error);
	snt_json_end(json, '}');
}

static void write_plane(struct snt_json *json, const struct snt_plane *plane)
{
	const struct snt_registration *r = &plane->registration;

	snt_json_begin(json, NULL, '{');
	snt_json_string(json, "control", plane->conf->name);
	snt_json_string(json, "url", snt_plane_name(plane));
	snt_json_string(json, "state", state_names[r->state]);
	snt_json_uint(json, "users", r->users);
	snt_json_uint(json, "failures", r->failures);
	if (r->end_ms)
		write_left(json, "registration_left_s", r->end_ms);
	if (*plane->local)
		snt_json_string(json, "local_address", plane->local);
	if (*plane->error)
		snt_json_string(json, "error", plane->error);
	snt_json_end(json, '}');
}

static void write_tunnel(struct snt_json *json,
			 const struct snt_peer *tunnel)
{
	char text[SNT_ADDR_TEXT];

	snt_json_begin(json, NULL, '{');
	snt_json_uint(json, "id", tunnel->id);
	snt_json_uint(json, "local_port", tunnel->local_port);
	snt_json_string(json, "tunnel_state", SNT_NAME(peer_state, tunnel->state));
	if (tunnel->assigned.sa.sa_family)
		snt_json_string(json, "assigned_address",
				snt_text_sockaddr(text, &tunnel->assigned));
	if (tunnel->flags & SNT_PEER_HAS_LAST_ERROR)
		snt_json_string(json, "last_error",
				SNT_NAME(peer_error, tunnel->last_error));
	snt_json_end(json, '}');
}

static void write_tunnels(struct snt_json *json, const struct snt_kept *kept)
{
	const struct snt_peer *tunnel;

	snt_json_begin(json, "tunnels", '[');
	tunnel = kept->iface.dev ? kept->iface.dev->peers : NULL;
	for (; tunnel; tunnel = tunnel->next)
		write_tunnel(json, tunnel);
	snt_json_end(json, ']');
}

static void write_problem(const char *text, void *arg)
{
	snt_json_string(arg, NULL, text);
}

/* What the agent has set, and what keeps applications from getting there. */
static void write_facade(struct snt_json *json,
			 const struct snt_device_conf *conf,
			 const struct snt_iface *iface)
{
	struct snt_facade_wish wish = { .at = conf->serve.facade };
	char text[SNT_ADDR_TEXT];

	if (!wish.at.sa.sa_family || !iface->dev)
		return;
	snt_json_begin(json, "facade", '{');
	snt_json_string(json, "facade_address",
			snt_text_sockaddr(text, &iface->dev->facade));
	snt_json_uint(json, "sockets", snt_facade_count(iface->dev));
	snt_json_uint(json, "sockets_max", snt_facade_limit(iface->dev));
	snt_json_begin(json, "facade_problems", '[');
	snt_facade_complain(&wish, iface->dev, &iface->facade, json,
			    write_problem);
	snt_json_end(json, ']');
	snt_json_end(json, '}');
}

static void write_interface(struct snt_json *json,
			    const struct snt_device_conf *conf,
			    const struct snt_kept *kept)
{
	if (*kept->error)
		snt_json_string(json, "error", kept->error);
	write_tunnels(json, kept);
	write_facade(json, conf, &kept->iface);
}

static void write_device(struct snt_json *json, const struct snt_device *device,
			 const struct snt_kept *kept,
			 const struct snt_serving *serving)
{
	const struct snt_plane *plane = device->registered;
	char text[SNT_KEY_TEXT];

	snt_json_begin(json, NULL, '{');
	snt_json_string(json, "name", device->conf->name);
	snt_key_to_text(text, device->public_key);
	snt_json_string(json, "public_key", text);
	snt_json_bool(json, "registered", plane);
	if (plane) {
		snt_json_string(json, "control_plane", plane->register_url);
		snt_json_string(json, "data_plane", plane->data_plane.address);
		snt_key_to_text(text, plane->data_plane.key);
		snt_json_string(json, "data_plane_key", text);
	}
	if (!device->conf->is_foreign)
		write_interface(json, device->conf, kept);
	if (serving)
		snt_serve_json(json, serving);
	snt_json_end(json, '}');
}

/**
 * snt_agent_json - write how an agent is
 * @out: where to
 * @keeper: has the agent, and keeps its interfaces
 * @serve: what its devices offer
 */
void snt_agent_json(FILE *out, const struct snt_keeper *keeper,
		    const struct snt_serve *serve)
{
	const struct snt_agent *agent = keeper->agent;
	struct snt_json json = { .out = out };
	unsigned int i;

	snt_json_begin(&json, NULL, '{');
	snt_json_begin(&json, "controls", '[');
	for (i = 0; i < agent->nr_sources; i++)
		write_source(&json, &agent->sources[i]);
	snt_json_end(&json, ']');
	snt_json_begin(&json, "control_planes", '[');
	for (i = 0; i < agent->nr_planes; i++)
		write_plane(&json, &agent->planes[i]);
	snt_json_end(&json, ']');
	snt_json_begin(&json, "devices", '[');
	for (i = 0; i < agent->nr_devices; i++)
		write_device(&json, &agent->devices[i], &keeper->kept[i],
			     serve->servings[i]);
	snt_json_end(&json, ']');
	snt_json_end(&json, '}');
}
