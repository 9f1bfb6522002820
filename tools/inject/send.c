// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sending all that a source has, and the account of it.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

#include "json.h"
#include "pace.h"
#include "source.h"

/* Frames per system call. */
#define BATCH		64
/* Progress is shown, and signals are noticed at the latest, after this. */
#define TICK_MS		1000
#define TICK_NS		(TICK_MS * 1000000ull)

/* Rates are right in the mean: late at the end by a twentieth of the time that
 * all should have taken, and by more than a sleep may err, is a rate missed.
 */
#define LATE_PART	20
#define LATE_LEAST_NS	1000000

/* In place of an errno: the source has said what is wrong. */
#define SOURCE_FAILED	1

/**
 * struct sender - one run
 * @options: the command line
 * @source: what to send
 * @tx: through this
 * @pace: how fast
 * @begin_ns: when it began
 * @tick_ns: when to show progress next
 * @due_ns: when the last frame was due, 0: at once
 * @late_ns: how late it was
 * @batch: frames since the last flush
 * @committed: frames that went into the ring
 * @bytes: of them
 * @refused: frames that were not even tried
 * @rejected: frames that the kernel did not like
 * @pending: frames that are not on the wire, at the end
 * @elapsed_ns: how long it took
 * @error: why it ended early, or 0
 */
struct sender {
	const struct tool_options *options;
	struct source *source;
	struct snt_inject *tx;
	struct pace pace;
	uint64_t begin_ns;
	uint64_t tick_ns;
	uint64_t due_ns;
	uint64_t late_ns;
	unsigned int batch;
	uint64_t committed;
	uint64_t bytes;
	uint64_t refused;
	uint64_t rejected;
	uint64_t pending;
	uint64_t elapsed_ns;
	int error;
};

static void rejected_cb(void *context, uint64_t number, int error)
{
	struct sender *sender = context;

	if (!sender->rejected++)
		tool_warn("frame %" PRIu64 " was rejected by the kernel: %s; others like it are only counted",
			  number + 1, strerror(-error));
}

static uint64_t per_second(uint64_t number, uint64_t elapsed_ns)
{
	return elapsed_ns ? (uint64_t)((double)number * NS_PER_S /
				       (double)elapsed_ns) : 0;
}

static uint64_t sent_frames(const struct sender *sender)
{
	return sender->committed - sender->rejected - sender->pending;
}

static void show_progress(struct sender *sender)
{
	uint64_t now = tool_now_ns();

	if (now < sender->tick_ns || !tool_has_terminal())
		return;
	sender->tick_ns = now + TICK_NS;
	sender->pending = snt_inject_pending(sender->tx);
	fprintf(stderr, "\r\033[K%" PRIu64 " sent, %" PRIu64 " rejected, ",
		sent_frames(sender), sender->rejected);
	fprintf(stderr, "%" PRIu64 " pending, %" PRIu64 " per second",
		sender->pending,
		per_second(sent_frames(sender), now - sender->begin_ns));
}

/* What will pass by itself is no error. */
static int note_error(struct sender *sender, int error)
{
	switch (error) {
	case 0: case -EAGAIN: case -ENOBUFS: case -ETIMEDOUT: case -EINTR:
		return 0;
	default:
		sender->error = error;
		return error;
	}
}

static int flush(struct sender *sender)
{
	sender->batch = 0;
	show_progress(sender);
	return note_error(sender, snt_inject_flush(sender->tx));
}

/* Waits for a slot as long as nobody says to stop. */
static uint8_t *get_slot(struct sender *sender)
{
	uint8_t *slot;

	while (!(slot = snt_inject_slot(sender->tx))) {
		int ret = snt_inject_wait_slot(sender->tx, TICK_MS);

		sender->batch = 0;
		show_progress(sender);
		if (note_error(sender, ret) || tool_is_stopped())
			return NULL;
	}
	return slot;
}

static void sleep_until(struct sender *sender, uint64_t due_ns)
{
	uint64_t now;

	while ((now = tool_now_ns()) < due_ns && !tool_is_stopped()) {
		uint64_t until = due_ns - now > TICK_NS ? now + TICK_NS : due_ns;
		struct timespec time = {
			.tv_sec = (time_t)(until / NS_PER_S),
			.tv_nsec = (long)(until % NS_PER_S),
		};

		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
		show_progress(sender);
	}
}

/* Lets those before it go before it sleeps. */
static int wait_for_turn(struct sender *sender,
			 const struct source_frame *frame)
{
	uint64_t due_ns = pace_due_ns(&sender->pace, frame);
	uint64_t now;

	if (!due_ns)
		return 0;
	now = tool_now_ns();
	sender->due_ns = due_ns;
	sender->late_ns = now > due_ns ? now - due_ns : 0;
	if (now < due_ns) {
		if (sender->batch && flush(sender))
			return sender->error;
		sleep_until(sender, due_ns);
	}
	return 0;
}

static bool is_sendable(struct sender *sender, const struct source_frame *frame)
{
	size_t capacity = snt_inject_frame_capacity(sender->tx);

	if (frame->len <= capacity && !frame->is_cut)
		return true;
	if (!sender->refused++) {
		if (frame->is_cut)
			tool_warn("%s was cut when it was recorded: it is not sent; others like it are only counted",
				  frame->name);
		else
			tool_warn("%s has %zu bytes, a frame of the ring has room for %zu: it is not sent; try --frame-size, or send shorter ones",
				  frame->name, frame->len, capacity);
	}
	return false;
}

static void put(struct sender *sender, const struct source_frame *frame,
		uint8_t *slot)
{
	sender->source->take(sender->source, slot);
	if (!snt_inject_send(sender->tx, frame->len)) {
		sender->committed++;
		sender->bytes += frame->len;
		sender->batch++;
		return;
	}
	snt_inject_discard(sender->tx);
	if (!sender->refused++)
		tool_warn("%s has %zu bytes, interface %s takes %zu: it is not sent; raise its MTU, or send shorter ones",
			  frame->name, frame->len,
			  sender->options->inject.interface,
			  snt_inject_frame_max(sender->tx));
}

static void send_all(struct sender *sender)
{
	struct source_frame frame;
	uint8_t *slot;
	int ret = 0;

	while (!sender->error && !tool_is_stopped()) {
		ret = sender->source->peek(sender->source, &frame);
		if (ret <= 0)
			break;
		if (wait_for_turn(sender, &frame) || tool_is_stopped())
			break;
		if (!is_sendable(sender, &frame)) {
			sender->source->take(sender->source, NULL);
			continue;
		}
		slot = get_slot(sender);
		if (!slot)
			break;
		put(sender, &frame, slot);
		pace_count(&sender->pace, &frame);
		if (sender->batch >= BATCH)
			flush(sender);
	}
	if (ret < 0)
		sender->error = SOURCE_FAILED;
}

/* Until all is on the wire, the time is up, or a signal says to stop. */
static void drain(struct sender *sender)
{
	uint64_t until = tool_now_ns() + sender->options->wait_s * NS_PER_S;
	uint32_t pending;
	int ret;

	do {
		ret = snt_inject_wait_drained(sender->tx, TICK_MS, &pending);
		show_progress(sender);
	} while (ret == -ETIMEDOUT && tool_now_ns() < until);
	sender->pending = pending;
	if (!sender->error)
		note_error(sender, ret);
}

static void warn_of_rate(const struct sender *sender)
{
	uint64_t planned_ns = sender->due_ns - sender->begin_ns;

	if (sender->late_ns > LATE_LEAST_NS &&
	    sender->late_ns > planned_ns / LATE_PART)
		tool_warn("the rate was missed: sending took %.3f s in place of %.3f s",
			  (double)(planned_ns + sender->late_ns) / NS_PER_S,
			  (double)planned_ns / NS_PER_S);
}

static void print_totals(const struct sender *sender)
{
	uint64_t sent = sent_frames(sender);

	printf("%" PRIu64 " frame%s sent, %" PRIu64 " rejected, %" PRIu64 " refused, %" PRIu64 " pending",
	       sent, tool_s(sent), sender->rejected, sender->refused, sender->pending);
	printf(" in %.3f s: %" PRIu64 " frames/s, %.3f Mbit/s\n",
	       (double)sender->elapsed_ns / NS_PER_S,
	       per_second(sent, sender->elapsed_ns),
	       (double)per_second(sender->bytes * 8, sender->elapsed_ns) / 1e6);
}

static void write_totals(const struct sender *sender)
{
	struct snt_json json = { .out = stdout };
	uint64_t sent = sent_frames(sender);

	snt_json_begin(&json, NULL, '{');
	snt_json_string(&json, "interface",
			sender->options->inject.interface);
	snt_json_uint(&json, "sent", sent);
	snt_json_uint(&json, "rejected", sender->rejected);
	snt_json_uint(&json, "refused", sender->refused);
	snt_json_uint(&json, "pending", sender->pending);
	snt_json_uint(&json, "bytes", sender->bytes);
	snt_json_uint(&json, "elapsed_ns", sender->elapsed_ns);
	snt_json_uint(&json, "late_ns", sender->late_ns);
	snt_json_uint(&json, "frames_per_second",
		      per_second(sent, sender->elapsed_ns));
	snt_json_uint(&json, "bits_per_second",
		      per_second(sender->bytes * 8, sender->elapsed_ns));
	snt_json_end(&json, '}');
}

static int explain(const struct sender *sender)
{
	const char *name = sender->options->inject.interface;

	switch (sender->error) {
	case 0:
		return sender->rejected || sender->refused || sender->pending ?
			       TOOL_INCOMPLETE : TOOL_OK;
	case -ENETDOWN:
		return tool_fail("interface %s went down: \"ip link set %s up\" and begin anew",
				 name, name);
	case -ENXIO:
		return tool_fail("interface %s is gone", name);
	case SOURCE_FAILED:
		return TOOL_FAILED;
	default:
		return tool_fail("interface %s: %s", name,
				 strerror(-sender->error));
	}
}

/**
 * tool_send - send all frames of a source
 * @options: how
 * @source: the frames
 *
 * Return: the exit status.
 */
int tool_send(const struct tool_options *options, struct source *source)
{
	struct snt_inject_options inject = options->inject;
	struct sender sender = { .options = options, .source = source };
	struct snt_inject_error error;

	inject.rejected = rejected_cb;
	inject.context = &sender;
	if (snt_inject_open(&sender.tx, &inject, &error))
		return tool_fail("%s", error.text);
	tool_catch_signals();
	/* Sleep as exactly as the timers allow. */
	prctl(PR_SET_TIMERSLACK, 1);
	pace_init(&sender.pace, options);
	sender.begin_ns = sender.pace.begin_ns;
	sender.tick_ns = sender.begin_ns + TICK_NS;
	send_all(&sender);
	drain(&sender);
	sender.elapsed_ns = tool_now_ns() - sender.begin_ns;
	snt_inject_close(sender.tx);
	if (tool_has_terminal())
		fputs("\r\033[K", stderr);
	warn_of_rate(&sender);
	if (options->json)
		write_totals(&sender);
	else
		print_totals(&sender);
	return explain(&sender);
}
