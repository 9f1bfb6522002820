// SPDX-License-Identifier: GPL-2.0-only
/*
 * Notifications, one after the other, until a signal ends it. The socket is for
 * nothing else then, so that no notification gets lost among answers.
 */
#include "listen.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "ctl.h"

static volatile sig_atomic_t stopped;

static void stop_cb(int signal)
{
	(void)signal;
	stopped = 1;
}

/**
 * listen_catch_signals - let SIGINT and SIGTERM end the listening in good order
 * @while_waiting: the signals that get through while it waits
 *
 * They are only let through then: one that comes between a look at @stopped and
 * the wait is not lost.
 */
void listen_catch_signals(sigset_t *while_waiting)
{
	struct sigaction action = { .sa_handler = stop_cb };
	sigset_t block;

	sigemptyset(&block);
	sigaddset(&block, SIGINT);
	sigaddset(&block, SIGTERM);
	sigprocmask(SIG_BLOCK, &block, while_waiting);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

/**
 * listen_run - hand over what comes, and see that what is written gets out
 * @nl: the socket, in the groups that are wanted
 * @while_waiting: from listen_catch_signals()
 * @listening: what to do with it
 *
 * Return: 0 after a signal, or the exit status after saying what is wrong.
 */
int listen_run(struct snt_nl *nl, const sigset_t *while_waiting,
	       const struct listening *listening)
{
	struct pollfd poll = {
		.fd = mnl_socket_get_fd(nl->sk),
		.events = POLLIN,
	};
	ssize_t n;

	while (!stopped) {
		if (ppoll(&poll, 1, NULL, while_waiting) < 0)
			continue;
		n = mnl_socket_recvfrom(nl->sk, nl->rx, SNT_NL_RX_SIZE);
		if (n > 0) {
			mnl_cb_run(nl->rx, (size_t)n, 0, 0, listening->cb,
				   listening->arg);
		} else if (n < 0 && errno == ENOBUFS) {
			if (listening->lost)
				ctl_warn("%s", listening->lost);
			continue;
		} else if (n < 0) {
			return ctl_fail("receiving: %s", strerror(errno));
		}
		if (fflush(stdout))
			return 1;
	}
	return 0;
}
