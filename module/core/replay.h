/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The receive window of one session: which of the 8192 newest counters were
 * seen. To be asked only after a message was authenticated.
 */
#ifndef _SNT_REPLAY_H
#define _SNT_REPLAY_H

#include "limits.h"

#define SNT_REPLAY_WORDS	(SNT_REPLAY_WINDOW_BITS / 64)

/**
 * struct snt_replay - the window; all zero is its initial state
 * @next: one more than the greatest counter accepted
 * @seen: bit n is set if the counter of the window that is n modulo 8192 was
 *	accepted
 *
 * The caller's lock protects it.
 */
struct snt_replay {
	u64 next;
	u64 seen[SNT_REPLAY_WORDS];
};

/**
 * snt_replay_init() - begin with nothing seen
 * @replay: the window
 *
 * Context: any.
 */
void snt_replay_init(struct snt_replay *replay);

/**
 * snt_replay_check() - accept a counter once
 * @replay: the window
 * @counter: of an authenticated message
 *
 * Return: 0 if it is new; -EALREADY: seen before; -ERANGE: older than the
 * window; -EOVERFLOW: beyond what a session may use.
 * Context: any; caller locks @replay.
 */
int snt_replay_check(struct snt_replay *replay, u64 counter);

#endif /* _SNT_REPLAY_H */
