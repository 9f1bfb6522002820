// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is offered, to whom, and what keeps an application from getting through.
 */
#include "serve_json.h"

#include "isd_as.h"
#include "text.h"

static void write_client(struct snt_json *json, const struct snt_conn *conn)
{
	snt_json_begin(json, NULL, '{');
	snt_json_string(json, "client", conn->peer);
	if (conn->protocol)
		snt_json_string(json, "protocol", conn->protocol->name);
	snt_json_uint(json, "client_calls", conn->nr_calls);
	snt_json_uint(json, "connected_s",
		      (snt_loop_now() - conn->since_ms) / 1000);
	snt_json_end(json, '}');
}

static void write_server(struct snt_json *json, const struct snt_server *server)
{
	const struct snt_listener *listener = &server->listener;
	const struct snt_conn *conn;
	char text[SNT_ADDR_TEXT];

	snt_json_string(json, "address",
			snt_text_sockaddr(text, server->address));
	snt_json_bool(json, "listens", listener->watch.fd >= 0);
	snt_json_uint(json, "calls", listener->service->nr_calls);
	snt_json_uint(json, "failed_calls", listener->service->nr_failed);
	snt_json_uint(json, "too_many_clients", listener->nr_full);
	snt_json_uint(json, "foreign_clients", server->nr_foreign);
	snt_json_begin(json, "clients", '[');
	for (conn = listener->conns; conn; conn = conn->next)
		write_client(json, conn);
	snt_json_end(json, ']');
}

static void write_paths(struct snt_json *json, const struct snt_paths *paths)
{
	snt_json_uint(json, "cached_answers", paths->cache.nr);
	snt_json_uint(json, "cached_bytes", paths->cache.bytes);
	snt_json_uint(json, "cache_hits", paths->hits);
	snt_json_uint(json, "cache_misses", paths->misses);
}

static void write_problem(struct snt_json *json, const char *problem)
{
	if (*problem)
		snt_json_string(json, NULL, problem);
}

/* Each in words, with what to do where that is known. */
static void write_problems(struct snt_json *json,
			   const struct snt_serving *serving)
{
	const struct snt_serve_conf *conf = serving->conf;

	snt_json_begin(json, "problems", '[');
	write_problem(json, serving->server.error);
	if (!serving->device->registered)
		write_problem(json, "the device is not registered, so nobody can be asked for paths");
	write_problem(json, serving->error);
	write_problem(json, serving->paths.error);
	if (!serving->mtu)
		write_problem(json, "there is no such interface");
	write_problem(json, serving->topology.error);
	if (conf->topology && !serving->topology.is_written)
		write_problem(json, "no topology is written yet, and without it no daemon begins");
	snt_json_end(json, ']');
}

/**
 * snt_serve_json - write what a device offers
 * @json: in the object of the device
 * @serving: what it offers
 */
void snt_serve_json(struct snt_json *json, const struct snt_serving *serving)
{
	const struct snt_serve_conf *conf = serving->conf;
	char text[SNT_ADDR_TEXT], isd_as[SNT_ISD_AS_TEXT];

	snt_json_begin(json, "serving", '{');
	write_server(json, &serving->server);
	snt_json_string(json, "facade", snt_text_sockaddr(text, &conf->facade));
	if (serving->links.isd_as)
		snt_json_string(json, "isd_as",
				snt_isd_as_text(isd_as, serving->links.isd_as));
	snt_json_uint(json, "links", serving->links.nr);
	if (conf->topology)
		snt_json_string(json, "topology", conf->topology);
	write_paths(json, &serving->paths);
	write_problems(json, serving);
	snt_json_end(json, '}');
}
