/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a client does when its gateway does not answer: attempts of 90 seconds
 * (core/schedule.h) with growing pauses between them, until it gives up. A
 * state machine over (state, event, now), as core/schedule is.
 */
#ifndef _SNT_RECOVERY_H
#define _SNT_RECOVERY_H

#include "env.h"
#include "limits.h"

/* Nothing is due. */
#define SNT_RECOVERY_NEVER	U64_MAX

/**
 * enum snt_recovery_phase - what goes on
 * @SNT_RECOVERY_CALM: there is a session, or none was wanted yet
 * @SNT_RECOVERY_TRYING: an attempt is under way
 * @SNT_RECOVERY_WAITING: the next begins later
 * @SNT_RECOVERY_FAILED: no more attempts until somebody wants one
 */
enum snt_recovery_phase {
	SNT_RECOVERY_CALM,
	SNT_RECOVERY_TRYING,
	SNT_RECOVERY_WAITING,
	SNT_RECOVERY_FAILED,
};

/**
 * struct snt_recovery - the attempts of one tunnel
 * @since_ns: when the first of a row of attempts without an answer began, or
 *	SNT_RECOVERY_NEVER
 * @due_ns: when the pause ends, or SNT_RECOVERY_NEVER
 * @pause_ns: how long the next one is
 * @phase: enum snt_recovery_phase
 * @is_doubtful: a session that there still is may lead nowhere: there was no
 *	answer since it was restarted, or an attempt to renew it was given up
 *
 * The caller's lock protects it.
 */
struct snt_recovery {
	u64 since_ns;
	u64 due_ns;
	u64 pause_ns;
	u8 phase;
	bool is_doubtful;
};

void snt_recovery_reset(struct snt_recovery *recovery);
bool snt_recovery_want(struct snt_recovery *recovery, u64 now_ns);
bool snt_recovery_restart(struct snt_recovery *recovery, u64 now_ns,
			  u64 turn_ns);
void snt_recovery_give_up(struct snt_recovery *recovery, u64 now_ns,
			  u64 limit_ns, u32 jitter_ns);
bool snt_recovery_expire(struct snt_recovery *recovery, u64 now_ns,
			 u64 limit_ns);

#endif /* _SNT_RECOVERY_H */
