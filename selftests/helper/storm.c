// SPDX-License-Identifier: GPL-2.0-only
/*
 * A storm of configuration: workers change devices at random, all at once, while
 * packets go through them. Device number d is called "sd", is made in namespace
 * d modulo their number, has a key, a port and an inner address by its number,
 * and may be found in any namespace later. What a worker does depends on the
 * seed and its number only; what becomes of it also on the others.
 */
#include "storm.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Operations in one namespace before another one is entered */
#define VISIT		12
#define REPORT_S	60
/* Times as many operations until something was seen of everything */
#define PATIENCE	5
#define SEED_STEP	0x9e3779b97f4a7c15u

struct storm *storm;

unsigned int storm_draw(uint64_t *state, unsigned int below)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (unsigned int)((*state * 0x2545f4914f6cdd1du) >> 33) % below;
}

int storm_open_namespace(unsigned int number)
{
	char path[128];

	snprintf(path, sizeof(path), "/run/netns/%s%u", arg_need("netns"),
		 number);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* False when the namespace is not there at the moment. */
bool storm_enter(unsigned int number)
{
	int fd = storm_open_namespace(number), ret;

	if (fd < 0)
		return false;
	ret = setns(fd, CLONE_NEWNET);
	close(fd);
	return !ret;
}

static bool has_seen_all(void)
{
	return __atomic_load_n(&storm->sessions, __ATOMIC_RELAXED) &&
	       __atomic_load_n(&storm->flows, __ATOMIC_RELAXED) &&
	       __atomic_load_n(&storm->identities, __ATOMIC_RELAXED);
}

/* Some of it takes time, in which a fast machine has done all operations. */
bool storm_is_over(void)
{
	uint64_t done = __atomic_load_n(&storm->done, __ATOMIC_RELAXED);

	return done >= storm->limit &&
	       (has_seen_all() || done >= storm->limit * PATIENCE);
}

/* One that should be in that namespace, mostly. */
unsigned int storm_draw_device(uint64_t *state, unsigned int namespace)
{
	unsigned int tries = 0, dev;

	do {
		dev = storm_draw(state, storm->devices);
	} while (__atomic_load_n(&storm->where[dev], __ATOMIC_RELAXED) !=
		 namespace && ++tries < 8);
	return dev;
}

static void visit(struct worker *worker)
{
	unsigned int i;

	worker->namespace = storm_draw(&worker->state, storm->namespaces);
	if (!storm_enter(worker->namespace))
		return;
	worker->route_fd = netlink_open(NETLINK_ROUTE);
	worker->family_fd = netlink_open(NETLINK_GENERIC);
	for (i = 0; i < VISIT && !storm_is_over(); i++) {
		worker->dev = storm_draw_device(&worker->state,
						worker->namespace);
		snprintf(worker->name, sizeof(worker->name), "s%u",
			 worker->dev);
		storm_operate(worker);
	}
	/* An open socket would keep the namespace. */
	close(worker->route_fd);
	close(worker->family_fd);
}

static void NORETURN work(uint64_t seed)
{
	struct worker worker = { .state = seed };

	while (!storm_is_over())
		visit(&worker);
	_exit(0);
}

static void read_keys(void)
{
	const char *path = arg_need("keys");
	char private[64], public[64];
	FILE *file = fopen(path, "r");
	unsigned int i;

	if (!file)
		die_errno(path);
	for (i = 0; i < 2 * storm->devices; i++) {
		if (fscanf(file, "%63s %63s", private, public) != 2)
			die("%s: two keys for each device", path);
		key_parse(storm->private_key[i], private);
		key_parse(storm->public_key[i], public);
	}
	fclose(file);
}

static void prepare(void)
{
	unsigned int i;

	storm = mmap(NULL, sizeof(*storm), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (storm == MAP_FAILED)
		die_errno("mmap");
	storm->devices = (unsigned int)arg_number("devices", 8);
	storm->namespaces = (unsigned int)arg_number("namespaces", 4);
	storm->limit = (uint64_t)arg_number("operations", 1000);
	if (storm->devices > STORM_DEVICES)
		die("%d devices at most", STORM_DEVICES);
	for (i = 0; i < storm->devices; i++)
		storm->where[i] = i % storm->namespaces;
	storm->family = netlink_family();
	read_keys();
}

static pid_t start(void (*run)(uint64_t seed), uint64_t seed)
{
	pid_t pid = fork();

	if (pid < 0)
		die_errno("fork");
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	run(seed);
	_exit(1);
}

static void report(uint64_t since)
{
	say("operations=%llu refused=%llu sent=%llu sessions=%llu flows=%llu identities=%llu ms=%llu",
	    (unsigned long long)storm->done,
	    (unsigned long long)storm->refused,
	    (unsigned long long)storm->sent,
	    (unsigned long long)storm->sessions,
	    (unsigned long long)storm->flows,
	    (unsigned long long)storm->identities,
	    (unsigned long long)(now_us() - since) / 1000);
}

static void on_alarm(int number)
{
	(void)number;
}

/* Until all workers have ended; one that failed ends the storm. */
static bool wait_for_workers(unsigned int workers, uint64_t since)
{
	/* No SA_RESTART: it ends the wait, for a report. */
	const struct sigaction action = { .sa_handler = on_alarm };
	int status;

	sigaction(SIGALRM, &action, NULL);
	while (workers) {
		pid_t pid;

		alarm(REPORT_S);
		pid = wait(&status);
		if (pid > 0 && status)
			return false;
		if (pid > 0)
			workers--;
		else
			report(since);
	}
	return true;
}

int storm_main(void)
{
	unsigned int workers = (unsigned int)arg_number("workers", 8);
	uint64_t seed = (uint64_t)arg_number("seed", 1) * SEED_STEP;
	uint64_t since = now_us();
	pid_t load[2];
	unsigned int i;
	bool is_good;

	prepare();
	for (i = 0; i < 2; i++)
		load[i] = start(storm_load, seed + SEED_STEP * (i + 1000));
	for (i = 0; i < workers; i++)
		start(work, seed + SEED_STEP * (i + 1));
	is_good = wait_for_workers(workers, since);
	for (i = 0; i < 2; i++)
		kill(load[i], SIGKILL);
	report(since);
	return is_good ? 0 : 1;
}
