// SPDX-License-Identifier: GPL-2.0-only
/*
 * For each operation: run it with its first allocation failing, then with its
 * second, until there is none left to fail.  A refused operation must have
 * changed nothing, an accepted one must be complete.  Prints KTAP.  Needs a
 * kernel with FAULT_INJECTION, FAILSLAB and FAIL_PAGE_ALLOC.
 *
 * usage: failnth [OPERATION...]
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "failnth.h"

#define TRIES_MAX	5000
#define MESSAGE_LEN	8192
#define PROGRESS	50

static int fail_nth;
static char before[SNAPSHOT_LEN], after[SNAPSHOT_LEN], complete[SNAPSHOT_LEN];

static void write_knob(const char *fault, const char *knob, const char *value)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "/sys/kernel/debug/%s/%s", fault, knob);
	fd = open(path, O_WRONLY);
	if (fd < 0 || write(fd, value, strlen(value)) < 0) {
		printf("Bail out! %s: %s\n", path, strerror(errno));
		exit(1);
	}
	close(fd);
}

/* By default allocations that may sleep, and single pages, never fail. */
static void let_everything_fail(void)
{
	write_knob("failslab", "ignore-gfp-wait", "N");
	write_knob("failslab", "verbose", "0");
	write_knob("fail_page_alloc", "ignore-gfp-wait", "N");
	write_knob("fail_page_alloc", "ignore-gfp-highmem", "N");
	write_knob("fail_page_alloc", "min-order", "0");
	write_knob("fail_page_alloc", "verbose", "0");
	fail_nth = open("/proc/thread-self/fail-nth", O_RDWR);
	if (fail_nth < 0) {
		printf("Bail out! fail-nth: %s\n", strerror(errno));
		exit(1);
	}
}

static void arm(unsigned int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", n);

	if (pwrite(fail_nth, text, len, 0) != len) {
		printf("Bail out! cannot set a fault: %s\n", strerror(errno));
		exit(1);
	}
}

/* Returns whether the fault was used up. */
static bool disarm(void)
{
	char text[16] = "";
	bool used;

	if (pread(fail_nth, text, sizeof(text) - 1, 0) < 0)
		return true;
	used = !strtoul(text, NULL, 10);
	arm(0);
	return used;
}

/* Sends one request; only sending runs with the fault.  Sets *used. */
static int run(const struct operation *op, unsigned int n, bool *used)
{
	char buf[MESSAGE_LEN] = {};
	struct nlmsghdr *msg = mnl_nlmsg_put_header(buf);
	bool is_dump;
	ssize_t sent;
	int error, outcome;

	msg->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	op->build(msg);
	msg->nlmsg_seq = n + 1;
	is_dump = (msg->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
	if (n)
		arm(n);
	sent = send(request_socket(op->bus), msg, msg->nlmsg_len, 0);
	error = errno;
	*used = n ? disarm() : false;
	outcome = sent < 0 ? error :
		  request_outcome(op->bus, n + 1, is_dump);
	request_renew(op->bus);
	return outcome;
}

/* Returns whether the state after the operation is one that is allowed. */
static bool judge(unsigned int n, int outcome)
{
	bool is_before = !strcmp(before, after);
	bool is_complete = !strcmp(complete, after);

	if (outcome == OUTCOME_UNKNOWN ? is_before || is_complete :
	    outcome ? is_before : is_complete)
		return true;
	printf("# allocation %u: %s, but the state is half-way\n", n,
	       outcome > 0 ? strerror(outcome) : "accepted");
	printf("# before: %s\n# after: %s\n# complete: %s\n", before, after,
	       complete);
	return false;
}

static bool fail_each(const struct operation *op, unsigned int *nr)
{
	bool used, ok = true;
	unsigned int n;
	int outcome;

	state_prepare(op->needs);
	outcome = run(op, 0, &used);
	state_snapshot(complete);
	state_remove();
	if (outcome) {
		printf("# without a fault: %s\n", strerror(outcome));
		return false;
	}
	for (n = 1; n < TRIES_MAX; n++) {
		state_prepare(op->needs);
		state_snapshot(before);
		outcome = run(op, n, &used);
		state_snapshot(after);
		ok &= judge(n, outcome);
		state_remove();
		if (!used)
			break;
		if (n % PROGRESS == 0)
			printf("# %s: %u allocations so far\n", op->name, n);
	}
	*nr = n - 1;
	return ok && n < TRIES_MAX;
}

static bool is_wanted(const char *name, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (!strcmp(name, argv[i]))
			return true;
	return argc == 1;
}

int main(int argc, char **argv)
{
	bool all_ok = true;
	size_t i, nr = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (i = 0; i < nr_operations; i++)
		nr += is_wanted(operations[i].name, argc, argv);
	printf("KTAP version 1\n1..%zu\n", nr);
	let_everything_fail();
	request_open();
	for (i = 0, nr = 0; i < nr_operations; i++) {
		const struct operation *op = &operations[i];
		unsigned int faults = 0;
		bool ok;

		if (!is_wanted(op->name, argc, argv))
			continue;
		ok = fail_each(op, &faults);
		printf("%sok %zu %s survives each of %u failing allocations\n",
		       ok ? "" : "not ", ++nr, op->name, faults);
		all_ok &= ok;
	}
	return !all_ok;
}
