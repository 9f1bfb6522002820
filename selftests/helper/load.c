// SPDX-License-Identifier: GPL-2.0-only
/*
 * The meter of the load generators, and how they come to have two ends.
 */
#include "load.h"
#include "helper.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* How long a sender goes on when its receiver sees nothing. */
#define PATIENCE_US 5000000

/* In steps of 10 ms, where there is nothing finer: Linux 7 */
static uint64_t coarse_idle_us(void)
{
	FILE *file = fopen("/proc/stat", "r");
	unsigned long long ticks;

	if (!file || fscanf(file, "cpu %*u %*u %*u %llu", &ticks) != 1)
		die_errno("/proc/stat");
	fclose(file);
	return ticks * 1000000 / (uint64_t)sysconf(_SC_CLK_TCK);
}

/* Of all processors, since the start. */
uint64_t load_idle_us(void)
{
	FILE *file = fopen("/proc/timer_list", "r");
	unsigned long long ns, sum = 0;
	bool is_told = false;
	char line[256];

	if (!file)
		die_errno("/proc/timer_list");
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, " .idle_sleeptime : %llu nsecs", &ns) != 1)
			continue;
		is_told = true;
		sum += ns;
	}
	fclose(file);
	return is_told ? sum / 1000 : coarse_idle_us();
}

/* The emulator may count the instructions from one to the other: vm/count.c. */
static void mark_begin(void)
{
#ifdef __x86_64__
	asm volatile(".byte 0x0f, 0x1f, 0x84, 0x00, 0x01, 0x00, 0xfe, 0x5a");
#endif
}

static void mark_end(void)
{
#ifdef __x86_64__
	asm volatile(".byte 0x0f, 0x1f, 0x84, 0x00, 0x02, 0x00, 0xfe, 0x5a");
#endif
}

/* For ms= milliseconds after warm= milliseconds. */
void meter_start(struct meter *meter)
{
	meter->from_us = now_us() + (uint64_t)arg_number("warm", 50) * 1000;
	meter->to_us = meter->from_us + (uint64_t)arg_number("ms", 300) * 1000;
}

static void begin(struct meter *meter)
{
	uint64_t now;

	if (atomic_exchange(&meter->begun, true))
		return;
	meter->idle_us = load_idle_us();
	now = now_us();
	atomic_store(&meter->last_us, now);
	atomic_store(&meter->first_us, now);
	mark_begin();
}

static void end(struct meter *meter)
{
	if (atomic_exchange(&meter->closed, true))
		return;
	mark_end();
	meter->idle_us = load_idle_us() - meter->idle_us;
}

void meter_add(struct meter *meter, uint64_t amount)
{
	uint64_t now = now_us();

	if (now < meter->from_us || atomic_load(&meter->closed))
		return;
	if (!atomic_load(&meter->first_us)) {
		begin(meter);
	} else if (now < meter->to_us) {
		atomic_fetch_add(&meter->amount, amount);
		atomic_store(&meter->last_us, now);
	} else {
		end(meter);
	}
}

/* Dies when nothing arrives at the other end. */
bool meter_wants_more(const struct meter *meter)
{
	if (now_us() > meter->to_us + PATIENCE_US)
		die("nothing arrives at the receiver: see whether ping does");
	return !atomic_load(&meter->closed);
}

void meter_say(const struct meter *meter, const char *unit, const char *more)
{
	uint64_t us = meter->last_us - meter->first_us;

	if (!us)
		die("the receiver saw too little in ms=%lld",
		    arg_number("ms", 300));
	say("%s=%llu us=%llu idle=%llu%s", unit,
	    (unsigned long long)meter->amount, (unsigned long long)us,
	    (unsigned long long)meter->idle_us, more);
}

/* Memory that a child to come has in common with its parent, all zero. */
void *load_share(size_t len)
{
	void *memory = mmap(NULL, len, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		die_errno("mmap");
	return memory;
}

void load_enter_netns(const char *name)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		die_errno(path);
	close(fd);
}

/* A receiver that ends with its sender at the latest. */
pid_t load_fork(void)
{
	pid_t child = fork();

	if (child < 0)
		die_errno("fork");
	if (!child)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	return child;
}

void load_wait_child(pid_t child)
{
	int status;

	if (waitpid(child, &status, 0) != child || status)
		die("the receiver failed");
}
