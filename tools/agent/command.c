// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs a command, with the shell or without, in a process group of its own, and
 * takes what it writes to standard output.
 */
#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "container.h"
#include "mem.h"
#include "secret.h"

#define TIMEOUT_MS	30000

static void close_watch(struct snt_command *command, struct snt_watch *watch)
{
	if (watch->fd < 0)
		return;
	snt_loop_unwatch(command->loop, watch);
	close(watch->fd);
	watch->fd = -1;
}

/* Returns its status as waitpid(2) has it. */
static int clean_up(struct snt_command *command)
{
	int status = -1;

	close_watch(command, &command->output);
	close_watch(command, &command->process);
	snt_loop_unset(command->loop, &command->timer);
	/* whatever it left behind has nobody to write for */
	kill(-command->pid, SIGKILL);
	waitpid(command->pid, &status, 0);
	command->pid = 0;
	return status;
}

static void finish(struct snt_command *command, const char *why)
{
	int status = clean_up(command);
	char *text = command->text;
	size_t len = command->len;
	char reason[64];

	command->text = NULL;
	if (!why && len > SNT_SECRET_MAX) {
		why = "it writes more than makes sense";
	} else if (!why && (!WIFEXITED(status) || WEXITSTATUS(status))) {
		snprintf(reason, sizeof(reason), "it ends with %s %d",
			 WIFEXITED(status) ? "status" : "signal",
			 WIFEXITED(status) ? WEXITSTATUS(status) :
					     WTERMSIG(status));
		why = reason;
	}
	if (!why)
		snt_secret_trim(text, &len);
	command->done(command, why ? NULL : text, len, why);
	snt_secret_free(text);
}

static void take_output(struct snt_watch *watch, uint32_t events)
{
	struct snt_command *command =
		snt_container_of(watch, struct snt_command, output);
	ssize_t n;

	(void)events;
	n = read(watch->fd, command->text + command->len,
		 SNT_SECRET_MAX + 1 - command->len);
	if (n > 0)
		command->len += n;
	else if (!n || (errno != EINTR && errno != EAGAIN))
		close_watch(command, watch);
	if (command->len > SNT_SECRET_MAX ||
	    (command->output.fd < 0 && command->process.fd < 0))
		finish(command, NULL);
}

/* It has ended; what it wrote may still be on its way. */
static void take_end(struct snt_watch *watch, uint32_t events)
{
	struct snt_command *command =
		snt_container_of(watch, struct snt_command, process);

	(void)events;
	close_watch(command, watch);
	if (command->output.fd < 0)
		finish(command, NULL);
}

static void take_too_long(struct snt_timer *timer)
{
	finish(snt_container_of(timer, struct snt_command, timer),
	       "it takes longer than 30 seconds");
}

/* The agent blocks signals that it reads; commands expect them as usual. */
static int spawn(pid_t *pid, char * const argv[], int output)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	int ret;

	sigemptyset(&none);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, output, 1);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP |
				 POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigmask(&attributes, &none);
	ret = posix_spawnp(pid, argv[0], &actions, &attributes, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return -ret;
}

static int watch_both(struct snt_command *command, int output)
{
	command->output = (struct snt_watch){ output, take_output };
	command->process = (struct snt_watch){
		syscall(SYS_pidfd_open, command->pid, 0), take_end,
	};
	if (command->process.fd < 0)
		return -errno;
	snt_loop_watch(command->loop, &command->output, EPOLLIN);
	return snt_loop_watch(command->loop, &command->process, EPOLLIN);
}

/**
 * snt_command_exec - run a command without the shell
 * @command: its loop and its done are set, and none runs
 * @argv: its name, as execvp(3) takes it, its arguments, and NULL
 *
 * Return: 0, and @command will be told; or why it cannot be run.
 */
int snt_command_exec(struct snt_command *command, char * const argv[])
{
	int ends[2], ret;

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	ret = spawn(&command->pid, argv, ends[1]);
	close(ends[1]);
	if (ret) {
		command->pid = 0;
		close(ends[0]);
		return ret;
	}
	ret = watch_both(command, ends[0]);
	if (ret) {
		clean_up(command);
		return ret;
	}
	command->text = snt_mem_alloc(SNT_SECRET_MAX + 2);
	command->len = 0;
	command->timer.expired = take_too_long;
	snt_loop_set(command->loop, &command->timer,
		     snt_loop_now() + TIMEOUT_MS);
	return 0;
}

/**
 * snt_command_run - run a command with the shell
 * @command: its loop and its done are set, and none runs
 * @line: for the shell
 *
 * Return: 0, and @command will be told; or why it cannot be run.
 */
int snt_command_run(struct snt_command *command, const char *line)
{
	char * const argv[] = {
		(char *)"/bin/sh", (char *)"-c", (char *)line, NULL
	};

	return snt_command_exec(command, argv);
}

/**
 * snt_command_stop - end a command that nobody waits for any more
 * @command: may not run at all
 */
void snt_command_stop(struct snt_command *command)
{
	if (!command->pid)
		return;
	clean_up(command);
	snt_secret_free(command->text);
	command->text = NULL;
}
