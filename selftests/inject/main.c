// SPDX-License-Identifier: GPL-2.0-only
/*
 * snt-inject: what must hold for the injection library on real interfaces.
 * "snt-inject CHECK OUT [IN]": frames go into OUT and come out of IN.
 */
#include "check.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#define NR_MAX	100000

static struct rejection {
	uint64_t number;
	int error;
} rejections[NR_MAX];
static unsigned int nr_rejections;

static void rejected_cb(void *context, uint64_t number, int error)
{
	MUST(context == rejections && nr_rejections < NR_MAX, "its context");
	rejections[nr_rejections++] = (struct rejection) { number, error };
}

static struct snt_inject_options options_of(const char *interface,
					    enum snt_inject_copy copy)
{
	struct snt_inject_options options = SNT_INJECT_OPTIONS(interface);

	options.copy = copy;
	options.rejected = rejected_cb;
	options.context = rejections;
	nr_rejections = 0;
	return options;
}

static void drain(struct snt_inject *tx)
{
	uint32_t pending;
	int ret = snt_inject_wait_drained(tx, 20000, &pending);

	MUST(!ret && !pending, "drained: %s, %u pending", strerror(-ret),
	     pending);
}

/* From one byte to all that a frame holds; Ethernet has a header of 14. */
static void sizes_of(const char *out, const char *in, enum snt_inject_copy copy,
		     uint32_t frame_size)
{
	struct snt_inject_options options = options_of(out, copy);
	int fd = check_listen(in);
	struct snt_inject *tx;
	size_t len, capacity;
	uint32_t i;

	options.frame_size = frame_size;
	tx = check_open(&options);
	capacity = snt_inject_frame_capacity(tx);
	MUST(capacity == frame_size - (copy == SNT_INJECT_COPY_ALWAYS ? 42 : 32),
	     "%zu", capacity);
	for (len = 1; len <= capacity; len++) {
		if (!snt_inject_slot(tx))
			drain(tx);
		check_put(tx, len, (uint32_t)len);
	}
	MUST(snt_inject_slot(tx) || snt_inject_pending(tx), "slot or pending");
	MUST(snt_inject_send(tx, capacity + 1) == -EMSGSIZE, "too long");
	MUST(snt_inject_send(tx, 0) == -EINVAL, "empty");
	snt_inject_discard(tx);
	drain(tx);
	for (len = 14; len <= capacity; len++)
		check_arrives(fd, len, (uint32_t)len);
	check_nothing_arrives(fd);
	MUST(snt_inject_rejected(tx) == 13 && nr_rejections == 13, "%u",
	     nr_rejections);
	for (i = 0; i < 13; i++)
		MUST(rejections[i].number == i &&
		     rejections[i].error == -EINVAL, "rejection %u", i);
	MUST(!snt_inject_close(tx), "nothing left");
}

static void every_size(const char *out, const char *in)
{
	sizes_of(out, in, SNT_INJECT_COPY_NEVER, 2048);
	sizes_of(out, in, SNT_INJECT_COPY_ALWAYS, 2048);
	sizes_of(out, in, SNT_INJECT_COPY_NEVER, 96);
	sizes_of(out, in, SNT_INJECT_COPY_ALWAYS, 9040);
}

/* A few bytes are no Ethernet header: the kernel does not take them. */
static void wrong_of(const char *out, const char *in, enum snt_inject_copy copy,
		     unsigned int batch)
{
	struct snt_inject_options options = options_of(out, copy);
	struct snt_inject *tx = check_open(&options);
	int fd = check_listen(in);
	uint32_t i, nr = 0;

	for (i = 0; i < 1000; i++) {
		if (i % batch == 0)
			drain(tx);
		check_put(tx, i % 3 && i % 7 ? 100 + i : 5, i);
	}
	drain(tx);
	MUST(snt_inject_available(tx) == snt_inject_frame_nr(tx), "all free");
	for (i = 0; i < 1000; i++) {
		if (i % 3 && i % 7) {
			check_arrives(fd, 100 + i, i);
			continue;
		}
		MUST(rejections[nr].number == i &&
		     rejections[nr].error == -EINVAL, "rejection %u", nr);
		nr++;
	}
	check_nothing_arrives(fd);
	MUST(nr == nr_rejections && nr == snt_inject_rejected(tx), "%u", nr);
	snt_inject_close(tx);
}

static void wrong_format(const char *out, const char *in)
{
	wrong_of(out, in, SNT_INJECT_COPY_NEVER, 1);
	wrong_of(out, in, SNT_INJECT_COPY_NEVER, 200);
	wrong_of(out, in, SNT_INJECT_COPY_ALWAYS, 256);
}

static void discarded(const char *out, const char *in)
{
	struct snt_inject_options options = options_of(out, SNT_INJECT_COPY_AUTO);
	struct snt_inject *tx = check_open(&options);
	int fd = check_listen(in);
	uint32_t i;

	for (i = 0; i < 3 * snt_inject_frame_nr(tx); i++) {
		uint8_t *slot;

		/* Who receives may be behind by the whole ring. */
		MUST(!snt_inject_wait_slot(tx, 10000), "a slot in the end");
		slot = snt_inject_slot(tx);
		MUST(slot, "a slot");
		check_fill(slot, 60, 0xdead);
		MUST(snt_inject_flush(tx) == -EBUSY, "a slot is out");
		snt_inject_discard(tx);
		MUST(snt_inject_send(tx, 60) == -EINVAL, "no slot is out");
		if (i % 2)
			check_put(tx, 60, i);
		MUST(!snt_inject_flush(tx), "flush");
	}
	drain(tx);
	for (i = 1; i < 3 * snt_inject_frame_nr(tx); i += 2)
		check_arrives(fd, 60, i);
	check_nothing_arrives(fd);
	snt_inject_close(tx);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t cpu_ms(void)
{
	struct timespec used;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return (int64_t)used.tv_sec * 1000 + used.tv_nsec / 1000000;
}

static void ignore_cb(int signal)
{
	(void)signal;
}

/* A signal every few milliseconds, which ends system calls. */
static void set_alarms(bool on)
{
	struct itimerval each = { { 0, on ? 3000 : 0 }, { 0, on ? 3000 : 0 } };
	struct sigaction action = { .sa_handler = ignore_cb };

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &each, NULL);
}

static void full(const char *out, const char *in)
{
	struct snt_inject_options options = options_of(out, SNT_INJECT_COPY_AUTO);
	struct snt_inject *tx;
	int fd = check_listen(in);
	uint32_t i, nr;

	options.frame_nr = 33;
	tx = check_open(&options);
	nr = snt_inject_frame_nr(tx);
	MUST(nr >= 33 && nr < 48, "%u frames", nr);
	for (i = 0; i < nr; i++) {
		MUST(snt_inject_available(tx) == nr - i, "frame %u", i);
		check_put(tx, 60, i);
	}
	MUST(!snt_inject_slot(tx), "full");
	MUST(!snt_inject_available(tx) && snt_inject_pending(tx) == nr, "full");
	MUST(!snt_inject_wait_slot(tx, -1), "a slot in the end");
	check_put(tx, 60, nr);
	MUST(!snt_inject_close(tx), "closing flushes");
	for (i = 0; i <= nr; i++)
		check_arrives(fd, 60, i);
	check_nothing_arrives(fd);
}

/* The queue of @out is short, and slow: 80 ms for each ten frames. */
static void slow(const char *out, const char *in)
{
	struct snt_inject_options options = options_of(out, SNT_INJECT_COPY_AUTO);
	struct snt_inject *tx = check_open(&options);
	uint32_t nr = snt_inject_frame_nr(tx), pending = 0, i;
	int64_t begin = now_ms(), cpu = cpu_ms(), ms;
	int fd = check_listen(in), ret;

	for (i = 0; i < nr; i++)
		check_put(tx, 1000, i);
	set_alarms(true);
	ret = snt_inject_flush(tx);
	set_alarms(false);
	MUST(ret == -ENOBUFS || ret == -EAGAIN, "flush: %s", strerror(-ret));
	pending = snt_inject_pending(tx);
	MUST(pending && pending < nr, "%u pending", pending);
	MUST(!snt_inject_rejected(tx), "none rejected");

	ret = snt_inject_wait_drained(tx, 100, &pending);
	MUST(ret == -ETIMEDOUT && pending && pending < nr, "%s, %u pending",
	     strerror(-ret), pending);
	MUST(now_ms() - begin >= 100, "not too early");

	/* A caught signal ends a wait; one that goes on afterwards loses none. */
	set_alarms(true);
	MUST(snt_inject_wait_drained(tx, 5000, &pending) == -EINTR, "signal");
	set_alarms(false);

	drain(tx);
	cpu = cpu_ms() - cpu;
	ms = now_ms() - begin;
	MUST(ms > 1000 && cpu < ms / 3, "it sleeps: %lld ms of %lld",
	     (long long)cpu, (long long)ms);
	for (i = 0; i < nr; i++)
		check_arrives(fd, 1000, i);
	check_nothing_arrives(fd);
	snt_inject_close(tx);
}

/* The queue of @out is slow, and takes all: what is in it is nobody's wait. */
static void deep(const char *out, const char *in)
{
	struct snt_inject_options options = options_of(out, SNT_INJECT_COPY_AUTO);
	int fd = check_listen(in);
	struct snt_inject *tx;
	int64_t begin;
	uint32_t nr, i;

	/* As many as the send buffer of a socket has room for. */
	options.frame_nr = 64;
	tx = check_open(&options);
	nr = snt_inject_frame_nr(tx);
	begin = now_ms();
	for (i = 0; i < nr; i++)
		check_put(tx, 1000, i);
	MUST(!snt_inject_flush(tx), "the queue takes all");
	MUST(snt_inject_pending(tx) > nr / 2, "none was waited for");
	/* The first ones have left at once. */
	while (snt_inject_slot(tx))
		check_put(tx, 1000, nr++);
	MUST(!snt_inject_wait_slot(tx, -1), "a slot");
	MUST(snt_inject_pending(tx) > 10, "not all were waited for");
	drain(tx);
	MUST(now_ms() - begin > 300, "on the wire");
	for (i = 0; i < nr; i++)
		check_arrives(fd, 1000, i);
	check_nothing_arrives(fd);
	snt_inject_close(tx);
}

/* Closing neither hangs nor waits when the queue is full; it says what is lost. */
static void close_full(const char *out, const char *in)
{
	struct snt_inject_options options = options_of(out, SNT_INJECT_COPY_AUTO);
	struct snt_inject *tx = check_open(&options);
	uint32_t nr = snt_inject_frame_nr(tx), lost, i;
	int fd = check_listen(in);
	int64_t begin = now_ms();

	for (i = 0; i < nr; i++)
		check_put(tx, 1000, i);
	lost = snt_inject_close(tx);
	MUST(now_ms() - begin < 1000, "no waiting");
	MUST(lost && lost < nr, "%u lost", lost);
	for (i = 0; i < nr - lost; i++)
		check_arrives(fd, 1000, i);
	check_nothing_arrives(fd);
}

/* Longer than the MTU, also with the tag of a VLAN, and just not. */
static void mtu_of(const char *out, const char *in, enum snt_inject_copy copy)
{
	struct snt_inject_options options = options_of(out, copy);
	struct snt_inject *tx = check_open(&options);
	size_t max = snt_inject_frame_max(tx);
	int fd = check_listen(in);
	uint8_t *slot;

	MUST(max == 1514, "%zu", max);
	slot = snt_inject_slot(tx);
	check_fill(slot, max + 5, 1);
	MUST(snt_inject_send(tx, max + 1) == -EMSGSIZE, "too long");
	slot[12] = 0x81;
	slot[13] = 0;
	MUST(snt_inject_send(tx, max + 5) == -EMSGSIZE, "too long with a tag");
	MUST(!snt_inject_send(tx, max + 4), "a tag is not counted");
	check_put(tx, max, 2);
	drain(tx);
	MUST(!snt_inject_rejected(tx), "none rejected");
	check_arrives(fd, max, 2);
	check_nothing_arrives(fd);
	snt_inject_close(tx);
}

static void mtu(const char *out, const char *in)
{
	mtu_of(out, in, SNT_INJECT_COPY_NEVER);
	mtu_of(out, in, SNT_INJECT_COPY_ALWAYS);
}

static void refused(const struct snt_inject_options *options, int error,
		    const char *text)
{
	struct snt_inject_error why = { "" };
	struct snt_inject *tx;
	int ret = snt_inject_open(&tx, options, &why);

	MUST(ret == error && !tx, "%s in place of %s", strerror(-ret),
	     strerror(-error));
	MUST(strstr(why.text, text), "`%s' has `%s'", why.text, text);
}

/* @in is down here. */
static void open_errors(const char *out, const char *in)
{
	struct snt_inject_options options = SNT_INJECT_OPTIONS(NULL);

	refused(&options, -EINVAL, "interface name");
	options.interface = "";
	refused(&options, -EINVAL, "interface name");
	options.interface = "a-name-that-is-too-long";
	refused(&options, -EINVAL, "interface name");
	options.interface = "nothere";
	refused(&options, -ENODEV, "no interface nothere");
	options.interface = in;
	refused(&options, -ENETDOWN, "is down");
	options.interface = out;
	options.frame_size = 100;
	refused(&options, -EINVAL, "frame size 100");
	options.frame_size = 80;
	refused(&options, -EINVAL, "frame size 80");
	options.frame_size = 2048;
	options.frame_nr = 0;
	refused(&options, -EDOM, "at least one frame");
	options.frame_nr = UINT32_MAX;
	refused(&options, -EOVERFLOW, "ask for fewer");
	options.frame_nr = 1 << 22;
	refused(&options, -ENOMEM, "fewer or smaller");
	options.frame_nr = 1;
	snt_inject_close(check_open(&options));
}

static void no_capability(const char *out, const char *in)
{
	struct snt_inject_options options = SNT_INJECT_OPTIONS(out);

	(void)in;
	refused(&options, -EPERM, "CAP_NET_RAW");
}

static const struct check {
	const char *name;
	void (*run)(const char *out, const char *in);
} checks[] = {
	{ "every-size", every_size },
	{ "wrong-format", wrong_format },
	{ "discarded", discarded },
	{ "full", full },
	{ "slow", slow },
	{ "deep", deep },
	{ "close-full", close_full },
	{ "mtu", mtu },
	{ "event-fd", check_event_fd },
	{ "timestamps", check_timestamps },
	{ "super", check_super },
	{ "open-errors", open_errors },
	{ "no-capability", no_capability },
	{}
};

int main(int argc, char **argv)
{
	const struct check *check;

	if (argc > 1 && !strcmp(argv[1], "bench"))
		return bench_main(argc - 1, argv + 1);
	for (check = checks; argc == 4 && check->name; check++) {
		if (!strcmp(check->name, argv[1])) {
			check->run(argv[2], argv[3]);
			return 0;
		}
	}
	fputs("usage: snt-inject CHECK OUT IN | bench METHOD DEV SIZE COUNT\n",
	      stderr);
	return 2;
}
