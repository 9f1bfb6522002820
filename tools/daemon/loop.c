// SPDX-License-Identifier: GPL-2.0-only
/*
 * The loop. Its clock goes on while the machine sleeps, as do the lifetimes of
 * tokens, and nobody can set it.
 */
#include "loop.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "container.h"
#include "mem.h"

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

	if (loop->nr_timers) {
		ms = loop->timers[1]->at_ms ? loop->timers[1]->at_ms : 1;
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
	while (loop->nr_timers && loop->timers[1]->at_ms <= now) {
		timer = loop->timers[1];
		snt_loop_unset(loop, timer);
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
	free(loop->timers);
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

static void put(struct snt_loop *loop, size_t place, struct snt_timer *timer)
{
	loop->timers[place] = timer;
	timer->place = place;
}

/* Towards the beginning, as long as it is earlier than what is there. */
static void rise(struct snt_loop *loop, size_t place, struct snt_timer *timer)
{
	while (place > 1 && loop->timers[place / 2]->at_ms > timer->at_ms) {
		put(loop, place, loop->timers[place / 2]);
		place /= 2;
	}
	put(loop, place, timer);
}

/* Away from it, as long as it is later. */
static void sink(struct snt_loop *loop, size_t place, struct snt_timer *timer)
{
	struct snt_timer **timers = loop->timers;
	size_t next;

	while ((next = place * 2) <= loop->nr_timers) {
		if (next < loop->nr_timers &&
		    timers[next + 1]->at_ms < timers[next]->at_ms)
			next++;
		if (timers[next]->at_ms >= timer->at_ms)
			break;
		put(loop, place, timers[next]);
		place = next;
	}
	rise(loop, place, timer);
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
	snt_loop_unset(loop, timer);
	if (at_ms == UINT64_MAX)
		return;
	loop->nr_timers++;
	loop->timers = snt_mem_grow(loop->timers, &loop->max_timers,
				    loop->nr_timers + 1,
				    sizeof(*loop->timers));
	timer->at_ms = at_ms;
	timer->is_set = true;
	rise(loop, loop->nr_timers, timer);
	if (timer->place == 1)
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
	struct snt_timer *last;

	if (!timer->is_set)
		return;
	timer->is_set = false;
	last = loop->timers[loop->nr_timers--];
	if (last != timer)
		sink(loop, timer->place, last);
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
