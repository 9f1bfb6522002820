// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signals come as events like all others, so nothing is interrupted by them.
 */
#include "signals.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "container.h"

static void take_signal(struct snt_watch *watch, uint32_t events)
{
	struct snt_signals *signals =
		snt_container_of(watch, struct snt_signals, watch);
	struct signalfd_siginfo info;

	(void)events;
	if (read(watch->fd, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SIGHUP)
		signals->reload(signals);
	else
		signals->loop->is_stopped = true;
}

/**
 * snt_signals_init - wait for signals
 * @signals: filled; to be given to snt_signals_uninit() also on failure
 * @loop: what it runs on
 * @reload: SIGHUP has come
 *
 * Return: 0 or why there is no descriptor for them.
 */
int snt_signals_init(struct snt_signals *signals, struct snt_loop *loop,
		     void (*reload)(struct snt_signals *signals))
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	*signals = (struct snt_signals){
		.loop = loop,
		.watch = {
			signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK),
			take_signal,
		},
		.reload = reload,
	};
	if (signals->watch.fd < 0)
		return -errno;
	return snt_loop_watch(loop, &signals->watch, EPOLLIN);
}

/**
 * snt_signals_uninit - wait no more
 * @signals: from snt_signals_init(), or its descriptor is -1
 */
void snt_signals_uninit(struct snt_signals *signals)
{
	if (signals->watch.fd < 0)
		return;
	snt_loop_unwatch(signals->loop, &signals->watch);
	close(signals->watch.fd);
}
