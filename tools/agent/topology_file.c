// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whoever reads the file finds the old one or the new one, whole, whenever this
 * host or the agent dies. What is in it already is not written again, but what
 * somebody has taken away is.
 */
#include "topology_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "container.h"
#include "file.h"
#include "mem.h"
#include "say.h"

/* bytes of a file that may be ours */
#define SIZE_MAX_READ	(1 << 20)

static int __attribute__((format(printf, 3, 4)))
fail(struct snt_topology_file *file, int ret, const char *format, ...)
{
	va_list args;
	char text[sizeof(file->error)];

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	/* what is tried again and again is said once */
	if (strcmp(file->error, text))
		snt_say_error("%s", text);
	strcpy(file->error, text);
	return ret;
}

/* Returns NULL for what is no file of ours. */
static char *read_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	char *bytes = NULL, *text = NULL;
	struct stat stat;
	size_t len;

	if (fd < 0)
		return NULL;
	if (!fstat(fd, &stat) && S_ISREG(stat.st_mode) &&
	    stat.st_size < SIZE_MAX_READ)
		bytes = snt_file_read(fd, &len);
	if (bytes)
		text = snt_mem_copy(bytes, len);
	free(bytes);
	close(fd);
	return text;
}

static int write_all(int fd, const char *text, size_t len)
{
	ssize_t n;

	while (len) {
		n = write(fd, text, len);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			text += n;
			len -= n;
		}
	}
	return 0;
}

/* The daemon may run as another user, so everybody may read it. */
static int write_new(const char *path, const char *text)
{
	int fd, ret;

	/* what an agent has left behind that died meanwhile */
	if (unlink(path) && errno != ENOENT)
		return -errno;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	ret = write_all(fd, text, strlen(text));
	if (!ret && (fchmod(fd, 0644) || fsync(fd)))
		ret = -errno;
	close(fd);
	return ret;
}

/* A rename outlives a crash only when the folder is on the disk, too. */
static int sync_folder(const char *path)
{
	char *folder = snt_mem_copy(path, strrchr(path, '/') - path + 1);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int ret = fd < 0 || fsync(fd) ? -errno : 0;

	if (fd >= 0)
		close(fd);
	free(folder);
	return ret;
}

static int replace(const char *path, const char *text)
{
	size_t size = strlen(path) + sizeof(".new");
	char *new = snt_mem_alloc(size);
	int ret;

	snprintf(new, size, "%s.new", path);
	ret = write_new(new, text);
	if (!ret && rename(new, path))
		ret = -errno;
	if (ret)
		unlink(new);
	else
		ret = sync_folder(path);
	free(new);
	return ret;
}

/* Returns 0 when no daemon runs: it reads the file when it begins. */
static pid_t read_pid(const char *path)
{
	char *text = read_file(path), *end;
	long pid = text ? strtol(text, &end, 10) : 0;

	if (pid <= 1 || pid > INT32_MAX || (*end && *end != '\n'))
		pid = 0;
	free(text);
	return pid;
}

static void signal_daemon(struct snt_topology_file *file)
{
	const char *path = file->conf->pid_file;
	pid_t pid = read_pid(path);

	if (!pid)
		snt_say("%s: nobody is told: there is no process in it", path);
	else if (!kill(pid, SIGHUP))
		snt_say("%s: process %d is told", path, pid);
	else if (errno == ESRCH)
		snt_say("%s: nobody is told: process %d has ended", path, pid);
	else
		fail(file, -errno, "%s: process %d cannot be told: %s", path,
		     pid, strerror(errno));
}

static void run_command(struct snt_topology_file *file)
{
	const struct snt_list *words = &file->conf->command;
	char **argv;
	int ret;

	file->is_stale = file->command.pid;
	if (file->is_stale)
		return;
	argv = snt_mem_alloc((words->nr + 1) * sizeof(*argv));
	memcpy(argv, words->text, words->nr * sizeof(*argv));
	ret = snt_command_exec(&file->command, argv);
	if (ret)
		fail(file, ret, "TopologyCommand `%s': %s", argv[0],
		     strerror(-ret));
	free(argv);
}

static void take_end(struct snt_command *command, const char *text, size_t len,
		     const char *why)
{
	struct snt_topology_file *file =
		snt_container_of(command, struct snt_topology_file, command);
	const char *name = file->conf->command.text[0];

	(void)text;
	(void)len;
	if (why)
		fail(file, -EIO, "TopologyCommand `%s': %s", name, why);
	else
		snt_say("TopologyCommand `%s' has ended well", name);
	if (file->is_stale)
		run_command(file);
}

static void tell(struct snt_topology_file *file)
{
	if (file->conf->pid_file)
		signal_daemon(file);
	if (file->conf->command.nr)
		run_command(file);
}

static bool is_there(const struct snt_topology_file *file, const char *text)
{
	char *old = read_file(file->conf->topology);
	bool is_same = old && !strcmp(old, text);

	free(old);
	return is_same;
}

/**
 * snt_topology_file_put - have a topology in the file
 * @file: where to
 * @text: taken over
 *
 * Return: 0, or why it cannot be written, after saying so.
 */
int snt_topology_file_put(struct snt_topology_file *file, char *text)
{
	const char *path = file->conf->topology;
	bool is_same = is_there(file, text);
	int ret = is_same ? 0 : replace(path, text);

	free(text);
	if (ret)
		return fail(file, ret, "Topology %s: %s", path, strerror(-ret));
	file->is_written = true;
	if (is_same)
		return 0;
	*file->error = '\0';
	file->nr_written++;
	snt_say("%s is written", path);
	tell(file);
	return 0;
}

/**
 * snt_topology_file_init - nothing is to be written yet
 * @file: filled
 * @loop: what the command runs on
 * @conf: which file, and who is told; stays
 */
void snt_topology_file_init(struct snt_topology_file *file,
			    struct snt_loop *loop,
			    const struct snt_serve_conf *conf)
{
	*file = (struct snt_topology_file){
		.conf = conf,
		.command = { .loop = loop, .done = take_end },
	};
}

/**
 * snt_topology_file_uninit - leave the file as it is
 * @file: from snt_topology_file_init()
 */
void snt_topology_file_uninit(struct snt_topology_file *file)
{
	snt_command_stop(&file->command);
}
