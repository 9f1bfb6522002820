// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rates. A frame is due when the ones before it are used up, so that a sender
 * that was late makes up for it and the mean is right.
 */
#include "pace.h"

/**
 * pace_init - begin now
 * @pace: the rate
 * @options: which
 */
void pace_init(struct pace *pace, const struct tool_options *options)
{
	*pace = (struct pace) {
		.kind = options->rate_kind,
		.rate = options->rate,
		.begin_ns = tool_now_ns(),
	};
}

/**
 * pace_due_ns - when to send a frame
 * @pace: the rate
 * @frame: the frame
 *
 * Return: by the clock of tool_now_ns(); 0: at once.
 */
uint64_t pace_due_ns(const struct pace *pace, const struct source_frame *frame)
{
	switch (pace->kind) {
	case TOOL_RATE_MAX:
		return 0;
	case TOOL_RATE_RECORDED:
		return pace->begin_ns + frame->at_ns;
	default:
		return pace->begin_ns + pace->seconds * NS_PER_S +
		       (uint64_t)((double)pace->units * NS_PER_S / pace->rate);
	}
}

/**
 * pace_count - use up what a frame takes
 * @pace: the rate
 * @frame: that was sent
 */
void pace_count(struct pace *pace, const struct source_frame *frame)
{
	if (!pace->rate)
		return;
	pace->units += pace->kind == TOOL_RATE_BITS ? frame->len * 8 : 1;
	pace->seconds += pace->units / pace->rate;
	pace->units %= pace->rate;
}
