/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sleeping until frames of a packet socket come back.
 */
#ifndef _SNT_INJECT_WAIT_H
#define _SNT_INJECT_WAIT_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct snt_wait - a wait, or what is kept between two
 * @fd: epoll, or -1
 * @socket: what is waited for
 * @deadline_ns: when to give up, or INT64_MAX
 * @is_watched: the socket is watched all the time
 */
struct snt_wait {
	int fd;
	int socket;
	int64_t deadline_ns;
	bool is_watched;
};

int snt_wait_init(struct snt_wait *wait, int socket);
void snt_wait_uninit(struct snt_wait *wait);
int snt_wait_watch(struct snt_wait *wait);
int snt_wait_begin(struct snt_wait *wait, int timeout_ms);
void snt_wait_clear(struct snt_wait *wait);
int snt_wait_event(struct snt_wait *wait, bool is_coming);
void snt_wait_end(struct snt_wait *wait);

#endif /* _SNT_INJECT_WAIT_H */
