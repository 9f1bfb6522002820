// SPDX-License-Identifier: GPL-2.0-only
/*
 * The file that a SCION daemon reads, whatever happens to who writes it.
 */
#include <kunit/test.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mem.h"
#include "topology_file.h"

/* A folder of a test's own, and a file there. */
struct place {
	char folder[40];
	char path[64];
};

static void make_place(struct kunit *test, struct place *place)
{
	strcpy(place->folder, "/tmp/snaptun-test-XXXXXX");
	KUNIT_ASSERT_NOT_NULL(test, mkdtemp(place->folder));
	snprintf(place->path, sizeof(place->path), "%s/topology.json",
		 place->folder);
}

static void remove_place(const struct place *place)
{
	char new[80];

	snprintf(new, sizeof(new), "%s.new", place->path);
	unlink(new);
	unlink(place->path);
	rmdir(place->folder);
}

static char *text_of(char letter)
{
	char *text = snt_mem_alloc(20001);

	memset(text, letter, 20000);
	return text;
}

/* All of one letter, or there is no file yet. */
static bool is_whole(const char *path)
{
	char text[20001] = "", letter;
	FILE *file = fopen(path, "r");
	size_t len;

	if (!file)
		return true;
	len = fread(text, 1, sizeof(text), file);
	fclose(file);
	letter = *text;
	return len == 20000 && (letter == 'a' || letter == 'b') &&
	       strspn(text, letter == 'a' ? "a" : "b") == len;
}

static void write_without_end(const struct snt_serve_conf *conf)
{
	struct snt_topology_file file;

	if (!freopen("/dev/null", "w", stdout))
		_exit(1);
	snt_topology_file_init(&file, NULL, conf);
	for (;;) {
		snt_topology_file_put(&file, text_of('a'));
		snt_topology_file_put(&file, text_of('b'));
	}
}

static void kill_while_it_writes(struct kunit *test,
				 const struct snt_serve_conf *conf,
				 unsigned int us)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid)
		write_without_end(conf);
	usleep(us);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	KUNIT_EXPECT_TRUE_MSG(test, WIFSIGNALED(status), "status %d", status);
	KUNIT_EXPECT_TRUE_MSG(test, is_whole(conf->topology), "after %u us",
			      us);
}

static void file_is_whole_whenever_the_agent_dies(struct kunit *test)
{
	struct snt_serve_conf conf = { 0 };
	struct place place;
	unsigned int i;

	make_place(test, &place);
	conf.topology = place.path;
	for (i = 0; i < 100; i++)
		kill_while_it_writes(test, &conf, 1000 + 137 * i);
	KUNIT_EXPECT_EQ(test, access(place.path, R_OK), 0);
	remove_place(&place);
}

static void what_is_there_is_not_written_again(struct kunit *test)
{
	struct snt_serve_conf conf = { 0 };
	struct snt_topology_file file, next;
	struct place place;
	struct stat stat_of;

	make_place(test, &place);
	conf.topology = place.path;
	umask(0077);
	snt_topology_file_init(&file, NULL, &conf);
	KUNIT_EXPECT_EQ(test, snt_topology_file_put(&file, text_of('a')), 0);
	KUNIT_EXPECT_EQ(test, snt_topology_file_put(&file, text_of('a')), 0);
	KUNIT_EXPECT_EQ(test, file.nr_written, 1);
	unlink(place.path);
	KUNIT_EXPECT_EQ(test, snt_topology_file_put(&file, text_of('a')), 0);
	KUNIT_EXPECT_EQ(test, file.nr_written, 2);
	snt_topology_file_init(&next, NULL, &conf);
	KUNIT_EXPECT_EQ(test, snt_topology_file_put(&next, text_of('a')), 0);
	KUNIT_EXPECT_EQ(test, next.nr_written, 0);
	KUNIT_EXPECT_EQ(test, stat(place.path, &stat_of), 0);
	KUNIT_EXPECT_EQ(test, stat_of.st_mode & 0777, 0644);
	snt_topology_file_uninit(&file);
	snt_topology_file_uninit(&next);
	remove_place(&place);
	KUNIT_EXPECT_NE(test, access(place.folder, F_OK), 0);
}

static struct kunit_case topology_file_cases[] = {
	KUNIT_CASE(file_is_whole_whenever_the_agent_dies),
	KUNIT_CASE(what_is_there_is_not_written_again),
	{}
};

static struct kunit_suite topology_file_suite = {
	.name = "topology_file",
	.test_cases = topology_file_cases,
};

kunit_test_suite(topology_file_suite);
