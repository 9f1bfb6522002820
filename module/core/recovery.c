// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attempts and pauses of a client. Each pause is a third longer than the one
 * before it, as long as no attempt succeeds.
 */
#include "recovery.h"

/**
 * snt_recovery_reset - all is well, or the device went down
 * @recovery: to be set
 *
 * Context: any; caller locks @recovery.
 */
void snt_recovery_reset(struct snt_recovery *recovery)
{
	recovery->since_ns = SNT_RECOVERY_NEVER;
	recovery->due_ns = SNT_RECOVERY_NEVER;
	recovery->pause_ns = SNT_PAUSE_MIN_NS;
	recovery->phase = SNT_RECOVERY_CALM;
	recovery->is_doubtful = false;
}

static void begin(struct snt_recovery *recovery, u64 now_ns)
{
	bool is_doubtful = recovery->is_doubtful;

	snt_recovery_reset(recovery);
	recovery->since_ns = now_ns;
	recovery->phase = SNT_RECOVERY_TRYING;
	recovery->is_doubtful = is_doubtful;
}

/**
 * snt_recovery_want - something waits for a session
 * @recovery: the attempts
 * @now_ns: now
 *
 * It is up to the caller to begin the attempt.
 *
 * Return: whether one is to begin: not while one is under way, nor in a pause.
 * Context: any; caller locks @recovery.
 */
bool snt_recovery_want(struct snt_recovery *recovery, u64 now_ns)
{
	if (recovery->phase == SNT_RECOVERY_TRYING ||
	    recovery->phase == SNT_RECOVERY_WAITING)
		return false;
	begin(recovery, now_ns);
	return true;
}

/**
 * snt_recovery_restart - there is reason to hope again: begin soon
 * @recovery: the attempts
 * @now_ns: now
 * @turn_ns: when it is the turn of this tunnel; may be over
 *
 * It is up to the caller to begin the attempt.
 *
 * Return: whether one is to begin now.
 * Context: any; caller locks @recovery.
 */
bool snt_recovery_restart(struct snt_recovery *recovery, u64 now_ns,
			  u64 turn_ns)
{
	recovery->is_doubtful = true;
	if (turn_ns <= now_ns) {
		begin(recovery, now_ns);
		return true;
	}
	begin(recovery, turn_ns);
	recovery->due_ns = turn_ns;
	recovery->phase = SNT_RECOVERY_WAITING;
	return false;
}

static u64 end_of(const struct snt_recovery *recovery, u64 limit_ns)
{
	return limit_ns ? recovery->since_ns + limit_ns : SNT_RECOVERY_NEVER;
}

static void fail(struct snt_recovery *recovery)
{
	recovery->due_ns = SNT_RECOVERY_NEVER;
	recovery->phase = SNT_RECOVERY_FAILED;
}

/**
 * snt_recovery_give_up - an attempt was not answered
 * @recovery: the attempts
 * @now_ns: now
 * @limit_ns: for how long all of them may last, 0: for ever
 * @jitter_ns: random, so that not all clients of a gateway come back at once
 *
 * Nothing happens unless an attempt is under way. Else a pause begins, or, if
 * the limit is reached, there are no more attempts.
 *
 * Context: any; caller locks @recovery.
 */
void snt_recovery_give_up(struct snt_recovery *recovery, u64 now_ns,
			  u64 limit_ns, u32 jitter_ns)
{
	u64 end_ns = end_of(recovery, limit_ns);

	if (recovery->phase != SNT_RECOVERY_TRYING)
		return;
	recovery->is_doubtful = true;
	if (end_ns <= now_ns) {
		fail(recovery);
		return;
	}
	recovery->phase = SNT_RECOVERY_WAITING;
	recovery->due_ns = now_ns + recovery->pause_ns + jitter_ns;
	if (recovery->due_ns > end_ns)
		recovery->due_ns = end_ns;
	recovery->pause_ns += recovery->pause_ns / 10 * 3;
	if (recovery->pause_ns > SNT_PAUSE_MAX_NS)
		recovery->pause_ns = SNT_PAUSE_MAX_NS;
}

/**
 * snt_recovery_expire - is the pause over?
 * @recovery: the attempts
 * @now_ns: now
 * @limit_ns: for how long all of them may last, 0: for ever
 *
 * It is up to the caller to begin the attempt. @recovery says if there are no
 * more of them.
 *
 * Return: whether one is to begin.
 * Context: any; caller locks @recovery.
 */
bool snt_recovery_expire(struct snt_recovery *recovery, u64 now_ns,
			 u64 limit_ns)
{
	if (recovery->due_ns > now_ns)
		return false;
	if (end_of(recovery, limit_ns) <= now_ns) {
		fail(recovery);
		return false;
	}
	recovery->due_ns = SNT_RECOVERY_NEVER;
	recovery->phase = SNT_RECOVERY_TRYING;
	return true;
}
