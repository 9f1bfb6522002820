// SPDX-License-Identifier: GPL-2.0-only
/*
 * Running ip(8), nft(8), resolvconf(8) and the commands of configuration
 * files. No shell sees anything but the latter.
 */
#include "exec.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ctl.h"
#include "mem.h"

static volatile sig_atomic_t stopped;

static void stop_cb(int signal)
{
	(void)signal;
	stopped = 1;
}

/**
 * exec_catch_signals - let signals end the work in good order
 *
 * From now on SIGINT and SIGTERM do not end the program; the next command is
 * not run, and the caller undoes what was done.
 */
void exec_catch_signals(void)
{
	struct sigaction action = { .sa_handler = stop_cb };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

/**
 * exec_was_stopped - did a signal ask to stop?
 *
 * Return: true once; what undoes the work can then run commands again.
 */
bool exec_was_stopped(void)
{
	bool was = stopped;

	stopped = 0;
	return was;
}

static void show_words(const char *const *words)
{
	fputs("[#]", stderr);
	for (; *words; words++)
		fprintf(stderr, " %s", *words);
	putc('\n', stderr);
}

static void replace_fd(int from, int to)
{
	if (from >= 0 && dup2(from, to) < 0)
		_exit(126);
}

/* @in and @out are -1 to keep what the program has; errors go with neither. */
static pid_t start(const char *const *words, int in, int out)
{
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid)
		return pid;
	replace_fd(in, STDIN_FILENO);
	replace_fd(out, STDOUT_FILENO);
	if (out >= 0)
		replace_fd(open("/dev/null", O_WRONLY), STDERR_FILENO);
	execvp(words[0], (char *const *)words);
	fprintf(stderr, "%s: %s\n", words[0], strerror(errno));
	_exit(127);
}

static int finish(pid_t pid)
{
	int status;

	if (pid < 0)
		return ctl_fail("fork: %s", strerror(errno));
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return 1;
	}
	if (WIFSIGNALED(status))
		return EXEC_SIGNALLED + WTERMSIG(status);
	return WEXITSTATUS(status);
}

/**
 * exec_run_words - show a command and run it
 * @words: the program, its arguments, and NULL
 *
 * Return: its exit status, or EXEC_SIGNALLED and the signal that ended it;
 * EXEC_STOPPED when a signal asked this program to stop.
 */
int exec_run_words(const char *const *words)
{
	if (stopped)
		return EXEC_STOPPED;
	show_words(words);
	return finish(start(words, -1, -1));
}

static void write_all(int fd, const char *text, size_t len)
{
	ssize_t n;

	while (len) {
		n = write(fd, text, len);
		if (n < 0 && errno != EINTR)
			return;
		if (n > 0) {
			text += n;
			len -= n;
		}
	}
}

/**
 * exec_input_words - show a command and run it on a text
 * @input: its standard input, which is shown too
 * @len: bytes of @input
 * @words: the program, its arguments, and NULL
 *
 * Return: its exit status, or EXEC_SIGNALLED and the signal that ended it;
 * EXEC_STOPPED when a signal asked this program to stop.
 */
int exec_input_words(const char *input, size_t len, const char *const *words)
{
	int pipe_fds[2];
	pid_t pid;

	if (stopped)
		return EXEC_STOPPED;
	show_words(words);
	fwrite(input, 1, len, stderr);
	if (pipe2(pipe_fds, O_CLOEXEC))
		return ctl_fail("pipe: %s", strerror(errno));
	/* a program that does not read must not end this one */
	signal(SIGPIPE, SIG_IGN);
	pid = start(words, pipe_fds[0], -1);
	close(pipe_fds[0]);
	write_all(pipe_fds[1], input, len);
	close(pipe_fds[1]);
	return finish(pid);
}

/**
 * exec_capture_words - run a command for its output
 * @words: the program, its arguments, and NULL
 *
 * Return: what it wrote, empty when it failed; freed with free().
 */
char *exec_capture_words(const char *const *words)
{
	size_t max = 0, len = 0;
	char *text = NULL;
	int pipe_fds[2];
	ssize_t n;
	pid_t pid;

	if (pipe2(pipe_fds, O_CLOEXEC))
		return snt_mem_copy("", 0);
	pid = start(words, -1, pipe_fds[1]);
	close(pipe_fds[1]);
	do {
		text = snt_mem_grow(text, &max, len + 4096, 1);
		n = read(pipe_fds[0], text + len, max - len - 1);
		if (n > 0)
			len += n;
	} while (n > 0 || (n < 0 && errno == EINTR));
	close(pipe_fds[0]);
	text[finish(pid) ? 0 : len] = '\0';
	return text;
}

/**
 * exec_hook - run a command of a configuration file
 * @command: for bash; each "%i" in it stands for @ifname
 * @ifname: the interface
 *
 * Return: as exec_run_words().
 */
int exec_hook(const char *command, const char *ifname)
{
	size_t len = 0, step, extra = strlen(ifname);
	const char *at;
	char *line;
	int status;

	for (at = command; *at; at++)
		len += at[0] == '%' && at[1] == 'i' ? extra : 1;
	line = snt_mem_alloc(len + 1);
	len = 0;
	for (at = command; *at; at += step) {
		step = at[0] == '%' && at[1] == 'i' ? 2 : 1;
		memcpy(line + len, step == 2 ? ifname : at,
		       step == 2 ? extra : 1);
		len += step == 2 ? extra : 1;
	}
	status = exec_run("bash", "-c", line);
	free(line);
	return status;
}

/**
 * exec_exists - is there such a program?
 * @program: looked for along PATH
 *
 * Return: whether it can be run.
 */
bool exec_exists(const char *program)
{
	const char *path = getenv("PATH");
	char file[4096];

	if (!path)
		path = "/usr/sbin:/usr/bin:/sbin:/bin";
	while (*path) {
		size_t len = strcspn(path, ":");

		snprintf(file, sizeof(file), "%.*s/%s", (int)len, path,
			 program);
		if (len && !access(file, X_OK))
			return true;
		path += len + !!path[len];
	}
	return false;
}
