/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * When each frame is due.
 */
#ifndef _PACE_H
#define _PACE_H

#include "source.h"

/**
 * struct pace - a rate, and how far it has come
 * @kind: of rate
 * @rate: units per second
 * @begin_ns: when the first frame was due
 * @seconds: whole seconds that were used up
 * @units: of the second that is being used up
 */
struct pace {
	enum tool_rate kind;
	uint64_t rate;
	uint64_t begin_ns;
	uint64_t seconds;
	uint64_t units;
};

void pace_init(struct pace *pace, const struct tool_options *options);
uint64_t pace_due_ns(const struct pace *pace, const struct source_frame *frame);
void pace_count(struct pace *pace, const struct source_frame *frame);

#endif /* _PACE_H */
