// SPDX-License-Identifier: GPL-2.0-only
/*
 * The window is a ring of bits, one per counter modulo its size. A counter
 * newer than all others moves the window: the places of the counters that it
 * skips are cleared, its own place is taken over from the one that falls out.
 */
#include "replay.h"

#define WORD_BITS	64

static_assert(SNT_REPLAY_WINDOW_BITS % WORD_BITS == 0);
static_assert((SNT_REPLAY_WINDOW_BITS & (SNT_REPLAY_WINDOW_BITS - 1)) == 0);

static u64 *word_of(struct snt_replay *replay, u64 counter)
{
	return &replay->seen[counter / WORD_BITS % SNT_REPLAY_WORDS];
}

static u64 bit_of(u64 counter)
{
	return 1ULL << (counter % WORD_BITS);
}

/* Clear the places of @from up to, not including, @to. */
static void forget(struct snt_replay *replay, u64 from, u64 to)
{
	if (to - from >= SNT_REPLAY_WINDOW_BITS) {
		memset(replay->seen, 0, sizeof(replay->seen));
		return;
	}
	while (from < to) {
		if (from % WORD_BITS == 0 && to - from >= WORD_BITS) {
			*word_of(replay, from) = 0;
			from += WORD_BITS;
		} else {
			*word_of(replay, from) &= ~bit_of(from);
			from++;
		}
	}
}

void snt_replay_init(struct snt_replay *replay)
{
	memset(replay, 0, sizeof(*replay));
}

int snt_replay_check(struct snt_replay *replay, u64 counter)
{
	u64 *word = word_of(replay, counter);

	if (counter >= SNT_REJECT_AFTER_MESSAGES)
		return -EOVERFLOW;

	if (counter >= replay->next) {
		forget(replay, replay->next, counter);
		replay->next = counter + 1;
		*word |= bit_of(counter);
		return 0;
	}
	if (replay->next - counter > SNT_REPLAY_WINDOW_BITS)
		return -ERANGE;
	if (*word & bit_of(counter))
		return -EALREADY;
	*word |= bit_of(counter);
	return 0;
}
