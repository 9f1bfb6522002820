// SPDX-License-Identifier: GPL-2.0-only
/*
 * As OpenMetrics, with the names of the reference for what it counts as well,
 * and as JSON. Labels have as many values as there are calls, statuses and
 * addresses to listen at.
 */
#include "metrics.h"

#include <inttypes.h>

#include "json.h"

static void begin(FILE *out, const char *name, const char *type,
		  const char *help)
{
	fprintf(out, "# TYPE %s %s\n# HELP %s %s\n", name, type, name, help);
}

static void write_started(FILE *out, const struct snt_stats *stats)
{
	static const char name[] = "control_plane_requests_started";
	unsigned int i;

	begin(out, name, "counter", "Requests that were taken.");
	for (i = 0; i < SNT_NR_ROUTES; i++)
		fprintf(out, "%s_total{rpc_method=\"%s\"} %" PRIu64 "\n", name,
			snt_routes[i].path, stats->started[i]);
}

static void write_handled(FILE *out, const struct snt_stats *stats)
{
	static const char name[] = "control_plane_requests_handled";
	unsigned int i, j;

	begin(out, name, "counter",
	      "Requests that were answered, by the status of HTTP.");
	for (i = 0; i < SNT_NR_ROUTES; i++) {
		for (j = 0; j < SNT_STATS_STATUSES; j++) {
			if (!stats->handled[i][j])
				continue;
			fprintf(out, "%s_total{rpc_method=\"%s\",status=\"%d\"} %" PRIu64 "\n",
				name, snt_routes[i].path, snt_stats_statuses[j],
				stats->handled[i][j]);
		}
	}
}

static void write_histogram(FILE *out, const struct snt_stats *stats,
			    enum snt_route route)
{
	static const char name[] = "control_plane_requests_latency_seconds";
	const char *path = snt_routes[route].path;
	uint64_t nr = 0;
	unsigned int i;

	for (i = 0; i < SNT_STATS_BOUNDS; i++) {
		nr += stats->took[route][i];
		fprintf(out, "%s_bucket{rpc_method=\"%s\",le=\"%g\"} %" PRIu64 "\n",
			name, path, snt_stats_bounds_us[i] / 1e6, nr);
	}
	nr += stats->took[route][i];
	fprintf(out, "%s_bucket{rpc_method=\"%s\",le=\"+Inf\"} %" PRIu64 "\n",
		name, path, nr);
	fprintf(out, "%s_sum{rpc_method=\"%s\"} %.6f\n", name, path,
		stats->took_us[route] / 1e6);
	fprintf(out, "%s_count{rpc_method=\"%s\"} %" PRIu64 "\n", name, path,
		nr);
}

static void write_latency(FILE *out, const struct snt_stats *stats)
{
	unsigned int i;

	begin(out, "control_plane_requests_latency_seconds", "histogram",
	      "How long answers took.");
	for (i = 0; i < SNT_NR_ROUTES; i++)
		write_histogram(out, stats, i);
}

static void write_gauge(FILE *out, const char *name, const char *help,
			uint64_t value)
{
	begin(out, name, "gauge", help);
	fprintf(out, "%s %" PRIu64 "\n", name, value);
}

static void write_places(FILE *out, const struct snt_place *places, size_t nr)
{
	size_t i;

	begin(out, "snaptun_controld_connections", "gauge",
	      "Connections that are open.");
	for (i = 0; i < nr; i++)
		fprintf(out, "snaptun_controld_connections{address=\"%s\"} %u\n",
			places[i].address, places[i].listener.nr_conns);
	begin(out, "snaptun_controld_connections_refused", "counter",
	      "Connections that were one too many.");
	for (i = 0; i < nr; i++)
		fprintf(out, "snaptun_controld_connections_refused_total{address=\"%s\"} %" PRIu64 "\n",
			places[i].address, places[i].listener.nr_full);
}

/**
 * snt_metrics_write - write figures
 * @out: where to
 * @control: whose
 * @places: where it is asked
 * @nr: how many of those
 */
void snt_metrics_write(FILE *out, struct snt_control *control,
		       const struct snt_place *places, size_t nr)
{
	const struct snt_stats *stats = &control->stats;

	write_started(out, stats);
	write_handled(out, stats);
	write_latency(out, stats);
	write_places(out, places, nr);
	begin(out, "snaptun_controld_clients_refused", "counter",
	      "Connections that were one too many of an address.");
	fprintf(out, "snaptun_controld_clients_refused_total %" PRIu64 "\n",
		control->clients.crowd.nr_refused);
	write_gauge(out, "snaptun_controld_gateway_up",
		    "Whether the gateway is there.", snt_control_is_healthy(control));
	write_gauge(out, "snaptun_controld_token_keys",
		    "Keys that tokens may be signed with.",
		    snt_keys_count(&control->keys));
	write_gauge(out, "snaptun_controld_revocations",
		    "Tokens, holders and keys that are revoked.",
		    control->revocations.revoked.nr);
	begin(out, "snaptun_controld_registrations_revoked", "counter",
	      "Registrations that ended as they were revoked.");
	fprintf(out, "snaptun_controld_registrations_revoked_total %" PRIu64 "\n# EOF\n",
		control->revocations.nr_ended);
}

static void write_calls(struct snt_json *json, const struct snt_stats *stats)
{
	unsigned int i, j;
	char status[12];

	snt_json_begin(json, "calls", '{');
	for (i = 0; i < SNT_NR_ROUTES; i++) {
		snt_json_begin(json, snt_routes[i].name, '{');
		for (j = 0; j < SNT_STATS_STATUSES; j++) {
			snprintf(status, sizeof(status), "%d",
				 snt_stats_statuses[j]);
			if (stats->handled[i][j])
				snt_json_uint(json, status,
					      stats->handled[i][j]);
		}
		snt_json_end(json, '}');
	}
	snt_json_end(json, '}');
}

static void write_place(struct snt_json *json, const struct snt_place *place)
{
	snt_json_begin(json, NULL, '{');
	snt_json_string(json, "address", place->address);
	snt_json_uint(json, "connections", place->listener.nr_conns);
	snt_json_uint(json, "refused", place->listener.nr_full);
	snt_json_end(json, '}');
}

/**
 * snt_metrics_write_json - write them as JSON
 * @out: where to
 * @control: whose
 * @places: where it is asked
 * @nr: how many of those
 */
void snt_metrics_write_json(FILE *out, struct snt_control *control,
			    const struct snt_place *places, size_t nr)
{
	const struct snt_revocations *revocations = &control->revocations;
	struct snt_json json = { .out = out };
	bool is_up = snt_control_is_healthy(control);
	size_t i;

	snt_json_begin(&json, NULL, '{');
	snt_json_bool(&json, "gateway_up", is_up);
	if (!is_up)
		snt_json_string(&json, "gateway_error",
				snt_gateway_error(control->gateway));
	snt_json_uint(&json, "token_keys", snt_keys_count(&control->keys));
	if (*control->keys.fetch.error)
		snt_json_string(&json, "keys_error",
				control->keys.fetch.error);
	snt_json_uint(&json, "revocations", revocations->revoked.nr);
	snt_json_uint(&json, "registrations_revoked", revocations->nr_ended);
	snt_json_uint(&json, "clients_refused",
		      control->clients.crowd.nr_refused);
	snt_json_begin(&json, "listeners", '[');
	for (i = 0; i < nr; i++)
		write_place(&json, &places[i]);
	snt_json_end(&json, ']');
	write_calls(&json, &control->stats);
	snt_json_end(&json, '}');
}
