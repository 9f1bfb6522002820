/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The receive window of one session: which of the newest counters were seen,
 * 8192 as long as the session is in use. To be asked only after a message was
 * authenticated.
 */
#ifndef _SNT_REPLAY_H
#define _SNT_REPLAY_H

#include "limits.h"

#define SNT_REPLAY_WORDS	(SNT_REPLAY_WINDOW_BITS / 64)

/**
 * struct snt_replay - the window
 * @next: one more than the greatest counter accepted
 * @seen: bit n is set if the counter of the window that is n modulo its size
 *	was accepted; the caller's memory
 * @nr_words: of @seen, a power of two
 *
 * The caller's lock protects it.
 */
struct snt_replay {
	u64 next;
	u64 *seen;
	unsigned int nr_words;
};

/**
 * snt_replay_init() - begin with nothing seen
 * @replay: the window
 * @seen: memory for it; all zero, stays the caller's
 * @nr_words: of @seen, a power of two; SNT_REPLAY_WORDS for the whole window
 *
 * Context: any.
 */
void snt_replay_init(struct snt_replay *replay, u64 *seen,
		     unsigned int nr_words);

/**
 * snt_replay_shrink() - go on with a smaller window in other memory
 * @replay: the window
 * @seen: memory for it; all zero, stays the caller's
 * @nr_words: of @seen, a power of two, not more than there are
 *
 * What was seen is still known; what is older than the new window is refused
 * from now on. The old memory is not looked at any more.
 *
 * Context: any; caller locks @replay.
 */
void snt_replay_shrink(struct snt_replay *replay, u64 *seen,
		       unsigned int nr_words);

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
