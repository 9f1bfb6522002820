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

static u64 *word_of(const struct snt_replay *replay, u64 counter)
{
	return &replay->seen[counter / WORD_BITS & (replay->nr_words - 1)];
}

static u64 window_bits(const struct snt_replay *replay)
{
	return (u64)replay->nr_words * WORD_BITS;
}

static u64 bit_of(u64 counter)
{
	return 1ULL << (counter % WORD_BITS);
}

/* Clear the places of @from up to, not including, @to. */
static void forget(struct snt_replay *replay, u64 from, u64 to)
{
	if (to - from >= window_bits(replay)) {
		memset(replay->seen, 0, replay->nr_words * sizeof(u64));
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

/**
 * snt_replay_init - begin with nothing seen
 * @replay: the window
 * @seen: memory for it; all zero, stays the caller's
 * @nr_words: of @seen, a power of two; SNT_REPLAY_WORDS for the whole window
 *
 * Context: any.
 */
void snt_replay_init(struct snt_replay *replay, u64 *seen,
		     unsigned int nr_words)
{
	replay->next = 0;
	replay->seen = seen;
	replay->nr_words = nr_words;
}

/**
 * snt_replay_grow - go on with a larger window in other memory
 * @replay: the window; no counter has fallen out of it, so each has the same
 *	place in the larger one
 * @seen: memory for it; all zero, stays the caller's
 * @nr_words: of @seen, a power of two, not less than there are
 *
 * The old memory is not looked at any more.
 *
 * Context: any; caller locks @replay.
 */
void snt_replay_grow(struct snt_replay *replay, u64 *seen,
		     unsigned int nr_words)
{
	memcpy(seen, replay->seen, replay->nr_words * sizeof(u64));
	replay->seen = seen;
	replay->nr_words = nr_words;
}

/**
 * snt_replay_shrink - go on with a smaller window in other memory
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
		       unsigned int nr_words)
{
	struct snt_replay small = {
		.next = replay->next,
		.seen = seen,
		.nr_words = nr_words,
	};
	u64 bits = window_bits(&small), counter;

	counter = replay->next > bits ? replay->next - bits : 0;
	for (; counter < replay->next; counter++)
		*word_of(&small, counter) |= *word_of(replay, counter) &
					     bit_of(counter);
	*replay = small;
}

/**
 * snt_replay_check - accept a counter once
 * @replay: the window
 * @counter: of an authenticated message
 *
 * Return: 0 if it is new; -EALREADY: seen before; -ERANGE: older than the
 * window; -EOVERFLOW: beyond what a session may use.
 * Context: any; caller locks @replay.
 */
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
	if (replay->next - counter > window_bits(replay))
		return -ERANGE;
	if (*word & bit_of(counter))
		return -EALREADY;
	*word |= bit_of(counter);
	return 0;
}
