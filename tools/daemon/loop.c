// SPDX-License-Identifier: GPL-2.0-only
/*
 * The loop. Its clock goes on while the machine sleeps, as do the lifetimes of
 * tokens, and nobody can set it.
 */
#include "loop.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "container.h"

/**
 * snt_loop_now - the time
 *
 * Return: milliseconds since the machine was started.
 */
uint64_t snt_loop_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A time of 0 would switch the clock off, and one that is past is due. */
static void wind_clock(struct snt_loop *loop)
{
	struct itimerspec at = { 0 };
	uint64_t ms;

	if (loop->timers) {
		ms = loop->timers->at_ms ? loop->timers->at_ms : 1;
		at.it_value.tv_sec = ms / 1000;
		at.it_value.tv_nsec = ms % 1000 * 1000000;
	}
	timerfd_settime(loop->clock.fd, TFD_TIMER_ABSTIME, &at, NULL);
}

static void call_expired(struct snt_watch *watch, uint32_t events)
{
	struct snt_loop *loop = snt_container_of(watch, struct snt_loop, clock);
	uint64_t now = snt_loop_now(), ticks;
	struct snt_timer *timer;

	(void)events;
	if (read(watch->fd, &ticks, sizeof(ticks)) < 0)
		return;
	while (loop->timers && loop->timers->at_ms <= now) {
		timer = loop->timers;
		loop->timers = timer->next;
		timer->is_set = false;
		timer->expired(timer);
	}
	wind_clock(loop);
}

/**
 * snt_loop_init - make a loop that waits for nothing yet
 * @loop: filled; to be given to snt_loop_uninit() also on failure
 *
 * Return: 0 or why there are no descriptors for it.
 */
int snt_loop_init(struct snt_loop *loop)
{
	*loop = (struct snt_loop){
		.epoll = epoll_create1(EPOLL_CLOEXEC),
		.clock = {
			.fd = timerfd_create(CLOCK_BOOTTIME,
					     TFD_NONBLOCK | TFD_CLOEXEC),
			.ready = call_expired,
		},
	};
	if (loop->epoll < 0 || loop->clock.fd < 0)
		return -errno;
	return snt_loop_watch(loop, &loop->clock, EPOLLIN);
}

/**
 * snt_loop_uninit - give its descriptors back
 * @loop: nobody waits with it any more
 */
void snt_loop_uninit(struct snt_loop *loop)
{
	if (loop->epoll >= 0)
		close(loop->epoll);
	if (loop->clock.fd >= 0)
		close(loop->clock.fd);
}

/**
 * snt_loop_watch - wait for a descriptor, or for other events of it
 * @loop: the loop
 * @watch: stays where it is until snt_loop_unwatch()
 * @events: EPOLLIN and others
 *
 * Return: 0 or what epoll_ctl(2) says.
 */
int snt_loop_watch(struct snt_loop *loop, struct snt_watch *watch,
		   uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = watch };

	if (!epoll_ctl(loop->epoll, EPOLL_CTL_MOD, watch->fd, &event))
		return 0;
	if (errno == ENOENT &&
	    !epoll_ctl(loop->epoll, EPOLL_CTL_ADD, watch->fd, &event))
		return 0;
	return -errno;
}

/**
 * snt_loop_unwatch - wait for a descriptor no longer
 * @loop: the loop
 * @watch: its descriptor is still open
 */
void snt_loop_unwatch(struct snt_loop *loop, struct snt_watch *watch)
{
	epoll_ctl(loop->epoll, EPOLL_CTL_DEL, watch->fd, NULL);
}

/**
 * snt_loop_set - wait for a time, and no longer for the one before
 * @loop: the loop
 * @timer: stays where it is until it has expired, or snt_loop_unset()
 * @at_ms: the time; UINT64_MAX for none
 */
void snt_loop_set(struct snt_loop *loop, struct snt_timer *timer,
		  uint64_t at_ms)
{
	struct snt_timer **at = &loop->timers;

	snt_loop_unset(loop, timer);
	if (at_ms == UINT64_MAX)
		return;
	while (*at && (*at)->at_ms <= at_ms)
		at = &(*at)->next;
	timer->at_ms = at_ms;
	timer->is_set = true;
	timer->next = *at;
	*at = timer;
	if (at == &loop->timers)
		wind_clock(loop);
}

/**
 * snt_loop_unset - wait for a time no longer
 * @loop: the loop
 * @timer: set or not
 *
 * The clock may still ring once, for nothing.
 */
void snt_loop_unset(struct snt_loop *loop, struct snt_timer *timer)
{
	struct snt_timer **at = &loop->timers;

	if (!timer->is_set)
		return;
	while (*at != timer)
		at = &(*at)->next;
	*at = timer->next;
	timer->is_set = false;
}

/**
 * snt_loop_run - wait, and call whoever is concerned
 * @loop: until its is_stopped is set
 *
 * Takes one event at a time, so that a callback may take away any watch.
 *
 * Return: 0 or what epoll_wait(2) says.
 */
int snt_loop_run(struct snt_loop *loop)
{
	struct epoll_event event;
	struct snt_watch *watch;
	int nr;

	while (!loop->is_stopped) {
		nr = epoll_wait(loop->epoll, &event, 1, -1);
		if (nr < 0 && errno != EINTR)
			return -errno;
		if (nr < 1)
			continue;
		watch = event.data.ptr;
		watch->ready(watch, event.events);
	}
	return 0;
}
