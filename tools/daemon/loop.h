/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One thread that waits for descriptors and for times.
 */
#ifndef _SNT_LOOP_H
#define _SNT_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct snt_watch - a descriptor that is waited for
 * @fd: the descriptor, of whoever owns the watch
 * @ready: called with what epoll_wait(2) reports
 */
struct snt_watch {
	int fd;
	void (*ready)(struct snt_watch *watch, uint32_t events);
};

/**
 * struct snt_timer - a time that is waited for
 * @at_ms: the time, when @is_set
 * @place: among the timers of the loop, from 1
 * @is_set: it is waited for
 * @expired: called once when the time has come
 */
struct snt_timer {
	uint64_t at_ms;
	size_t place;
	bool is_set;
	void (*expired)(struct snt_timer *timer);
};

/**
 * struct snt_loop - what is waited for
 * @epoll: descriptors
 * @clock: of the earliest timer
 * @timers: a heap, the earliest first; from number 1
 * @nr_timers: how many
 * @max_timers: how many there is room for
 * @is_stopped: snt_loop_run() is to return
 */
struct snt_loop {
	int epoll;
	struct snt_watch clock;
	struct snt_timer **timers;
	size_t nr_timers;
	size_t max_timers;
	bool is_stopped;
};

int snt_loop_init(struct snt_loop *loop);
void snt_loop_uninit(struct snt_loop *loop);
uint64_t snt_loop_now(void);
int snt_loop_watch(struct snt_loop *loop, struct snt_watch *watch,
		   uint32_t events);
void snt_loop_unwatch(struct snt_loop *loop, struct snt_watch *watch);
void snt_loop_set(struct snt_loop *loop, struct snt_timer *timer,
		  uint64_t at_ms);
void snt_loop_unset(struct snt_loop *loop, struct snt_timer *timer);
int snt_loop_run(struct snt_loop *loop);

#endif
