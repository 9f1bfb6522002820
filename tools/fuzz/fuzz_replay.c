// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any sequence of counters: none is accepted twice, none behind the window,
 * which grows before the first one would fall out.
 */
#include "core/replay.h"
#include "fuzz.h"

#define STEPS_MAX	256
#define SMALL_WORDS	4

/* Steps that lead to edges: words, the window, the end. */
static u64 next_counter(struct input *in, u64 newest)
{
	u16 by = take_u16(in);

	switch (take_u8(in) % 6) {
	case 0:
		return newest + by % 4;
	case 1:
		return newest - by % 4;
	case 2:
		return newest - SNT_REPLAY_WINDOW_BITS + by % 130 - 65;
	case 3:
		return newest + SNT_REPLAY_WINDOW_BITS + by % 130 - 65;
	case 4:
		return newest - by;
	default:
		return SNT_REJECT_AFTER_MESSAGES - by;
	}
}

static bool was_accepted(const u64 *accepted, size_t nr, u64 counter)
{
	while (nr)
		if (accepted[--nr] == counter)
			return true;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	u64 seen[SNT_REPLAY_WORDS] = {}, small[SMALL_WORDS] = {};
	u64 accepted[STEPS_MAX], newest = 0;
	struct snt_replay replay;
	size_t nr = 0, n;

	snt_replay_init(&replay, small, SMALL_WORDS);
	for (n = 0; n < STEPS_MAX && in.len; n++) {
		u64 counter = next_counter(&in, newest);
		bool is_end = counter >= SNT_REJECT_AFTER_MESSAGES;
		bool is_old = nr && !is_end && counter < newest &&
			      newest - counter >= SNT_REPLAY_WINDOW_BITS;
		int want = 0;

		if (is_end)
			want = -EOVERFLOW;
		else if (is_old)
			want = -ERANGE;
		else if (was_accepted(accepted, nr, counter))
			want = -EALREADY;
		if (replay.seen == small && counter >= 64 * SMALL_WORDS)
			snt_replay_grow(&replay, seen, SNT_REPLAY_WORDS);
		MUST(snt_replay_check(&replay, counter) == want);
		if (want)
			continue;
		accepted[nr++] = counter;
		if (counter > newest)
			newest = counter;
	}
	return 0;
}
