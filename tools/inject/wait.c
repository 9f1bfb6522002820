// SPDX-License-Identifier: GPL-2.0-only
/*
 * A packet socket says that it is writable as long as its buffer is not half
 * full, whatever its ring holds: poll(2) would return at once. What is an event
 * is each time the kernel frees a packet, and epoll reports that when asked for
 * edges. The socket is only watched during a wait, as each of these events has
 * its price, or if somebody waits for events of the epoll himself.
 */
#include "wait.h"

#include <errno.h>
#include <limits.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_MS	1000000
/* Between two attempts when no event will tell. */
#define RETRY_MS	2

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/**
 * snt_wait_init - prepare to wait
 * @wait: the wait
 * @socket: a packet socket
 *
 * Return: 0 or a negative errno.
 */
int snt_wait_init(struct snt_wait *wait, int socket)
{
	wait->socket = socket;
	wait->fd = epoll_create1(EPOLL_CLOEXEC);
	return wait->fd < 0 ? -errno : 0;
}

/**
 * snt_wait_uninit - no more waiting
 * @wait: the wait, whose fd may be -1
 */
void snt_wait_uninit(struct snt_wait *wait)
{
	if (wait->fd >= 0)
		close(wait->fd);
}

static int watch(struct snt_wait *wait)
{
	struct epoll_event event = { .events = EPOLLOUT | EPOLLET };

	return epoll_ctl(wait->fd, EPOLL_CTL_ADD, wait->socket, &event) ?
		       -errno : 0;
}

/**
 * snt_wait_watch - watch the socket from now on, also between waits
 * @wait: the wait
 *
 * Return: 0 or a negative errno.
 */
int snt_wait_watch(struct snt_wait *wait)
{
	int ret = wait->is_watched ? 0 : watch(wait);

	wait->is_watched = !ret;
	return ret;
}

/**
 * snt_wait_begin - watch the socket from now on
 * @wait: the wait
 * @timeout_ms: how long at most; less than 0: as long as it takes
 *
 * Return: 0 or a negative errno.
 */
int snt_wait_begin(struct snt_wait *wait, int timeout_ms)
{
	wait->deadline_ns = timeout_ms < 0 ? INT64_MAX :
			    now_ns() + (int64_t)timeout_ms * NS_PER_MS;
	return wait->is_watched ? 0 : watch(wait);
}

/* Rounded up: a sleep ends behind the deadline, not before it. */
static int ms_left(const struct snt_wait *wait)
{
	int64_t left;

	if (wait->deadline_ns == INT64_MAX)
		return -1;
	left = (wait->deadline_ns - now_ns() + NS_PER_MS - 1) / NS_PER_MS;
	if (left < 0)
		return 0;
	return left < INT_MAX ? (int)left : INT_MAX;
}

/**
 * snt_wait_clear - forget the events so far
 * @wait: the wait
 *
 * A packet that a full queue refuses is freed as well, which is an event. Who
 * looks for packets that are under way after this, and finds some, will hear of
 * them.
 */
void snt_wait_clear(struct snt_wait *wait)
{
	struct epoll_event event;

	epoll_wait(wait->fd, &event, 1, 0);
}

/**
 * snt_wait_event - sleep until a packet was freed
 * @wait: the wait
 * @is_coming: packets of this socket are under way; if not, sleeps for a short
 *	time
 *
 * Return: 0: look again; -ETIMEDOUT; -EINTR: a signal was caught.
 */
int snt_wait_event(struct snt_wait *wait, bool is_coming)
{
	struct epoll_event event;
	int ms = ms_left(wait);

	if (!ms)
		return -ETIMEDOUT;
	if (!is_coming && (ms < 0 || ms > RETRY_MS))
		ms = RETRY_MS;
	return epoll_wait(wait->fd, &event, 1, ms) < 0 ? -errno : 0;
}

/**
 * snt_wait_end - watch the socket no more, unless snt_wait_watch() says so
 * @wait: the wait
 */
void snt_wait_end(struct snt_wait *wait)
{
	if (!wait->is_watched)
		epoll_ctl(wait->fd, EPOLL_CTL_DEL, wait->socket, NULL);
}
