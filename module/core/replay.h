/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The receive window of one session: which of the newest counters were seen,
 * up to 8192. To be asked only after a message was
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

void snt_replay_init(struct snt_replay *replay, u64 *seen,
		     unsigned int nr_words);
void snt_replay_grow(struct snt_replay *replay, u64 *seen,
		     unsigned int nr_words);
void snt_replay_shrink(struct snt_replay *replay, u64 *seen,
		       unsigned int nr_words);
int snt_replay_check(struct snt_replay *replay, u64 counter);

#endif /* _SNT_REPLAY_H */
