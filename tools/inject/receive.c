// SPDX-License-Identifier: GPL-2.0-only
/*
 * Receiving generated packets, and the account of them.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "capture.h"
#include "flows.h"
#include "json.h"
#include "tool.h"

#define TICK_MS		200
#define NS_PER_MS	1000000ull

/**
 * struct receiver - one run
 * @flows: what came
 * @other: frames that were not generated
 * @missed: frames that came faster than they were read
 * @is_ethernet: frames have an Ethernet header
 * @last_ns: when the last one was seen
 * @shown_ns: when progress was shown
 */
struct receiver {
	struct flows flows;
	uint64_t other;
	uint64_t missed;
	bool is_ethernet;
	uint64_t last_ns;
	uint64_t shown_ns;
};

static void frame_cb(void *context, const uint8_t *data, size_t len,
		     uint64_t time_ns)
{
	struct receiver *receiver = context;
	struct snt_probe probe;

	switch (snt_probe_find(&probe, data, len, receiver->is_ethernet)) {
	case SNT_PROBE_NONE:
		receiver->other++;
		return;
	case SNT_PROBE_CORRUPT:
		receiver->flows.corrupt++;
		break;
	case SNT_PROBE_GOOD:
		flows_count(&receiver->flows, &probe, time_ns);
		break;
	}
	receiver->last_ns = tool_now_ns();
}

static void show_progress(struct receiver *receiver)
{
	uint64_t now = tool_now_ns();

	if (!tool_has_terminal() || now - receiver->shown_ns < NS_PER_S)
		return;
	receiver->shown_ns = now;
	fprintf(stderr, "\r\033[K%" PRIu64 " received, %" PRIu64 " lost",
		receiver->flows.received, flows_lost(&receiver->flows));
}

/* Idle time counts from the first packet on. */
static bool is_done(const struct receiver *receiver,
		    const struct tool_options *options)
{
	if (options->count && receiver->flows.received >= options->count)
		return true;
	return options->idle_ns && receiver->last_ns &&
	       tool_now_ns() - receiver->last_ns > options->idle_ns;
}

/* How long to sleep before it is asked again whether it is done */
static int tick_ms(const struct tool_options *options)
{
	uint64_t idle_ms = options->idle_ns / NS_PER_MS;

	return idle_ms && idle_ms < TICK_MS ? (int)idle_ms : TICK_MS;
}

static int read_all(struct receiver *receiver, struct capture *capture,
		    const struct tool_options *options)
{
	unsigned int i;
	int ret = 0;

	while (!is_done(receiver, options) && !tool_is_stopped()) {
		ret = capture_read(capture, tick_ms(options));
		if (ret && ret != -ETIMEDOUT && ret != -EINTR)
			break;
		ret = 0;
		show_progress(receiver);
	}
	/* What came before the signal may still be in the ring. */
	for (i = 0; !ret && i < CAPTURE_BLOCKS && tool_is_stopped(); i++)
		ret = capture_read(capture, 2 * CAPTURE_CLOSE_MS);
	receiver->missed = capture_missed(capture);
	return ret == -ETIMEDOUT ? 0 : ret;
}

static int64_t mean_latency_ns(const struct flows *flows)
{
	return flows->received ?
		       flows->latency_sum_ns / (int64_t)flows->received : 0;
}

static void print_totals(const struct receiver *receiver)
{
	const struct flows *flows = &receiver->flows;

	printf("%" PRIu64 " packet%s received in %u flow%s, %" PRIu64 " lost, ",
	       flows->received, tool_s(flows->received), flows->nr,
	       tool_s(flows->nr), flows_lost(flows));
	printf("%" PRIu64 " duplicate, %" PRIu64 " reordered, ",
	       flows->duplicate, flows->reordered);
	printf("%" PRIu64 " corrupt, %" PRIu64 " missed, %" PRIu64 " other\n",
	       flows->corrupt, receiver->missed, receiver->other);
	if (flows->received)
		printf("latency %.3f us at least, %.3f us mean, %.3f us at most\n",
		       (double)flows->latency_least_ns / 1e3,
		       (double)mean_latency_ns(flows) / 1e3,
		       (double)flows->latency_most_ns / 1e3);
}

static void write_totals(const struct receiver *receiver, const char *name)
{
	const struct flows *flows = &receiver->flows;
	struct snt_json json = { .out = stdout };

	snt_json_begin(&json, NULL, '{');
	snt_json_string(&json, "interface", name);
	snt_json_uint(&json, "received", flows->received);
	snt_json_uint(&json, "flows", flows->nr);
	snt_json_uint(&json, "lost", flows_lost(flows));
	snt_json_uint(&json, "duplicate", flows->duplicate);
	snt_json_uint(&json, "reordered", flows->reordered);
	snt_json_uint(&json, "corrupt", flows->corrupt);
	snt_json_uint(&json, "missed", receiver->missed);
	snt_json_uint(&json, "other", receiver->other);
	if (flows->received) {
		snt_json_int(&json, "latency_least_ns",
			     flows->latency_least_ns);
		snt_json_int(&json, "latency_mean_ns", mean_latency_ns(flows));
		snt_json_int(&json, "latency_most_ns", flows->latency_most_ns);
	}
	snt_json_end(&json, '}');
}

static int start(struct capture *capture, const struct snt_link *link)
{
	int ret = capture_open(capture, link->index);

	if (ret == -EPERM)
		return tool_fail("CAP_NET_RAW is missing: run as root, or give it to the program");
	if (ret)
		return tool_fail("interface %s: %s", link->name,
				 strerror(-ret));
	fprintf(stderr, "receiving on %s\n", link->name);
	return 0;
}

static int finish(const struct receiver *receiver, const char *name, bool json,
		  int error)
{
	const struct flows *flows = &receiver->flows;

	if (tool_has_terminal())
		fputs("\r\033[K", stderr);
	if (json)
		write_totals(receiver, name);
	else
		print_totals(receiver);
	if (error)
		return tool_fail("interface %s: %s", name, strerror(-error));
	return !flows->received || flows_lost(flows) || flows->duplicate ||
	       flows->reordered || flows->corrupt ? TOOL_INCOMPLETE : TOOL_OK;
}

/**
 * tool_receive - count generated packets
 * @options: where, and until when
 *
 * Return: the exit status.
 */
int tool_receive(const struct tool_options *options)
{
	const char *name = options->inject.interface;
	struct receiver receiver = {
		.is_ethernet = options->link.header_len,
	};
	struct capture capture = {
		.fd = -1,
		.frame = frame_cb,
		.context = &receiver,
	};
	int status;

	tool_catch_signals();
	status = start(&capture, &options->link);
	if (!status) {
		status = read_all(&receiver, &capture, options);
		status = finish(&receiver, name, options->json, status);
	}
	capture_close(&capture);
	flows_uninit(&receiver.flows);
	return status;
}
