// SPDX-License-Identifier: GPL-2.0-only
/*
 * The five timers. Events only write deadlines: they run once per batch on the
 * data path, so none of them looks at all timers.
 */
#include "schedule.h"

static u64 set(struct snt_schedule *schedule, enum snt_schedule_timer timer,
	       u64 deadline_ns)
{
	schedule->deadline_ns[timer] = deadline_ns;
	return deadline_ns;
}

static void cancel(struct snt_schedule *schedule, enum snt_schedule_timer timer)
{
	schedule->deadline_ns[timer] = SNT_SCHEDULE_NEVER;
}

static bool is_set(const struct snt_schedule *schedule,
		   enum snt_schedule_timer timer)
{
	return schedule->deadline_ns[timer] != SNT_SCHEDULE_NEVER;
}

static void stop(struct snt_schedule *schedule)
{
	unsigned int timer;

	for (timer = 0; timer < SNT_TIMER_NR; timer++)
		schedule->deadline_ns[timer] = SNT_SCHEDULE_NEVER;
	schedule->attempt_start_ns = SNT_SCHEDULE_NEVER;
	schedule->attempts = 0;
	schedule->need_another_keepalive = false;
	schedule->is_answering = false;
	schedule->has_sent_data = false;
	schedule->is_running = false;
}

/**
 * snt_schedule_init - nothing runs
 * @schedule: to be set
 * @mode: SNAP has rules of its own, see above
 *
 * Context: any.
 */
void snt_schedule_init(struct snt_schedule *schedule, enum snt_wire_mode mode)
{
	memset(schedule, 0, sizeof(*schedule));
	stop(schedule);
	schedule->answers_empty = true;
	schedule->wipe_after_s = (u32)(SNT_WIPE_AFTER_NS / SNT_NSEC_PER_SEC);
	snt_schedule_set_mode(schedule, mode);
}

/**
 * snt_schedule_set_mode - the device's wire mode changed
 * @schedule: the timers
 * @mode: the new one
 *
 * Context: any; caller locks @schedule.
 */
void snt_schedule_set_mode(struct snt_schedule *schedule,
			   enum snt_wire_mode mode)
{
	schedule->is_snap = mode == SNT_MODE_SNAP;
}

/**
 * snt_schedule_set_wipe - keys are not to be kept as long as they may be
 * @schedule: the timers
 * @wipe_after_s: from the next session on
 *
 * Context: any; caller locks @schedule.
 */
void snt_schedule_set_wipe(struct snt_schedule *schedule, u32 wipe_after_s)
{
	schedule->wipe_after_s = wipe_after_s;
}

static u64 push_wipe(struct snt_schedule *schedule, u64 now_ns)
{
	return set(schedule, SNT_TIMER_WIPE,
		   now_ns + schedule->wipe_after_s * SNT_NSEC_PER_SEC);
}

static u64 push_persistent(struct snt_schedule *schedule, u64 now_ns)
{
	if (!schedule->persistent_keepalive_s)
		return SNT_SCHEDULE_NEVER;
	return set(schedule, SNT_TIMER_PERSISTENT,
		   now_ns + schedule->persistent_keepalive_s *
				    SNT_NSEC_PER_SEC);
}

/**
 * snt_schedule_set_persistent - the user set the persistent keepalive
 * @schedule: the timers
 * @interval_s: 0 for none
 * @now_ns: now
 *
 * Where there was none before, the first keepalive is due at once.
 *
 * Return: the deadline that was set, or SNT_SCHEDULE_NEVER.
 * Context: any; caller locks @schedule.
 */
u64 snt_schedule_set_persistent(struct snt_schedule *schedule, u16 interval_s,
				u64 now_ns)
{
	bool had_none = !schedule->persistent_keepalive_s;

	schedule->persistent_keepalive_s = interval_s;
	if (!interval_s)
		cancel(schedule, SNT_TIMER_PERSISTENT);
	if (!interval_s || !schedule->is_running)
		return SNT_SCHEDULE_NEVER;
	if (had_none)
		return set(schedule, SNT_TIMER_PERSISTENT, now_ns);
	return push_persistent(schedule, now_ns);
}

static u64 start(struct snt_schedule *schedule, u64 now_ns)
{
	schedule->is_running = true;
	if (!schedule->persistent_keepalive_s)
		return SNT_SCHEDULE_NEVER;
	return set(schedule, SNT_TIMER_PERSISTENT, now_ns);
}

static u64 expect_answer(struct snt_schedule *schedule, u64 now_ns,
			 u32 jitter_ns)
{
	if (is_set(schedule, SNT_TIMER_NEW_HANDSHAKE))
		return SNT_SCHEDULE_NEVER;
	return set(schedule, SNT_TIMER_NEW_HANDSHAKE,
		   now_ns + SNT_NEW_HANDSHAKE_NS + jitter_ns);
}

static u64 data_sent(struct snt_schedule *schedule, u64 now_ns, u32 jitter_ns)
{
	schedule->has_sent_data = true;
	return expect_answer(schedule, now_ns, jitter_ns);
}

static u64 keepalive_sent(struct snt_schedule *schedule, u64 now_ns,
			  u32 jitter_ns)
{
	if (!schedule->is_snap || !schedule->answers_empty)
		return SNT_SCHEDULE_NEVER;
	return expect_answer(schedule, now_ns, jitter_ns);
}

static u64 data_received(struct snt_schedule *schedule, u64 now_ns)
{
	schedule->has_sent_data = false;
	if (is_set(schedule, SNT_TIMER_KEEPALIVE)) {
		schedule->need_another_keepalive = true;
		return SNT_SCHEDULE_NEVER;
	}
	return set(schedule, SNT_TIMER_KEEPALIVE, now_ns + SNT_KEEPALIVE_NS);
}

/* If we have sent no data it is the answer to an empty message. */
static u64 keepalive_received(struct snt_schedule *schedule, u64 now_ns)
{
	if (!schedule->has_sent_data)
		schedule->answers_empty = true;
	if (schedule->is_snap)
		return data_received(schedule, now_ns);
	schedule->has_sent_data = false;
	return SNT_SCHEDULE_NEVER;
}

static u64 auth_packet_sent(struct snt_schedule *schedule, u64 now_ns)
{
	/* The keepalive that was due leaves the one after it alone. */
	if (!schedule->is_answering) {
		cancel(schedule, SNT_TIMER_KEEPALIVE);
		schedule->need_another_keepalive = false;
	}
	schedule->is_answering = false;
	return push_persistent(schedule, now_ns);
}

static u64 auth_packet_received(struct snt_schedule *schedule, u64 now_ns)
{
	cancel(schedule, SNT_TIMER_NEW_HANDSHAKE);
	return push_persistent(schedule, now_ns);
}

static u64 handshake_wanted(struct snt_schedule *schedule, u64 now_ns)
{
	schedule->attempt_start_ns = now_ns;
	schedule->attempts = 0;
	return SNT_SCHEDULE_NEVER;
}

/* Until the initiation that was sent last is repeated */
static u64 retry_ns(const struct snt_schedule *schedule, u32 jitter_ns)
{
	u64 ret = SNT_REKEY_TIMEOUT_NS + jitter_ns;

	if (schedule->is_snap &&
	    (schedule->attempts + 1) % SNT_PATIENT_INITIATION == 0)
		ret += SNT_REKEY_TIMEOUT_NS;
	return ret;
}

static u64 initiation_sent(struct snt_schedule *schedule, u64 now_ns,
			   u32 jitter_ns)
{
	if (schedule->attempt_start_ns == SNT_SCHEDULE_NEVER)
		schedule->attempt_start_ns = now_ns;
	return set(schedule, SNT_TIMER_RETRANSMIT,
		   now_ns + retry_ns(schedule, jitter_ns));
}

static u64 handshake_complete(struct snt_schedule *schedule)
{
	cancel(schedule, SNT_TIMER_RETRANSMIT);
	schedule->attempt_start_ns = SNT_SCHEDULE_NEVER;
	schedule->attempts = 0;
	return SNT_SCHEDULE_NEVER;
}

/**
 * snt_schedule_event - report an event
 * @schedule: the timers
 * @event: what happened; ignored before START but for START
 * @now_ns: now
 * @jitter_ns: random, at most SNT_REKEY_JITTER_MAX_NS; only INITIATION_SENT,
 *	DATA_SENT and KEEPALIVE_SENT use it
 *
 * Return: the earliest deadline that the event set, SNT_SCHEDULE_NEVER if none:
 * a clock that is armed for an earlier time needs no attention.
 * Context: any; caller locks @schedule.
 */
u64 snt_schedule_event(struct snt_schedule *schedule,
		       enum snt_schedule_event event, u64 now_ns, u32 jitter_ns)
{
	if (!schedule->is_running && event != SNT_EVENT_START)
		return SNT_SCHEDULE_NEVER;

	switch (event) {
	case SNT_EVENT_KEEPALIVE_SENT:
		return keepalive_sent(schedule, now_ns, jitter_ns);
	case SNT_EVENT_DATA_SENT:
		return data_sent(schedule, now_ns, jitter_ns);
	case SNT_EVENT_KEEPALIVE_RECEIVED:
		return keepalive_received(schedule, now_ns);
	case SNT_EVENT_DATA_RECEIVED:
		return data_received(schedule, now_ns);
	case SNT_EVENT_AUTH_PACKET_SENT:
		return auth_packet_sent(schedule, now_ns);
	case SNT_EVENT_AUTH_PACKET_RECEIVED:
		return auth_packet_received(schedule, now_ns);
	case SNT_EVENT_HANDSHAKE_WANTED:
		return handshake_wanted(schedule, now_ns);
	case SNT_EVENT_INITIATION_SENT:
		return initiation_sent(schedule, now_ns, jitter_ns);
	case SNT_EVENT_HANDSHAKE_COMPLETE:
		return handshake_complete(schedule);
	case SNT_EVENT_SESSION_DERIVED:
		return push_wipe(schedule, now_ns);
	case SNT_EVENT_START:
		return start(schedule, now_ns);
	case SNT_EVENT_STOP:
		stop(schedule);
		break;
	}
	return SNT_SCHEDULE_NEVER;
}

/* Whether @timer has run out; it is not set any more then. */
static bool take_due(struct snt_schedule *schedule,
		     enum snt_schedule_timer timer, u64 now_ns)
{
	if (schedule->deadline_ns[timer] > now_ns)
		return false;
	cancel(schedule, timer);
	return true;
}

static u32 give_up(struct snt_schedule *schedule, u64 now_ns)
{
	schedule->attempt_start_ns = SNT_SCHEDULE_NEVER;
	schedule->attempts = 0;
	cancel(schedule, SNT_TIMER_KEEPALIVE);
	schedule->need_another_keepalive = false;
	/* The keys of a partial exchange have to go some day, too. */
	if (!is_set(schedule, SNT_TIMER_WIPE))
		push_wipe(schedule, now_ns);
	return SNT_ACT_GIVE_UP;
}

static u32 retransmit_due(struct snt_schedule *schedule, u64 now_ns,
			  u32 jitter_ns)
{
	if (schedule->attempt_start_ns + SNT_REKEY_ATTEMPT_NS <= now_ns)
		return give_up(schedule, now_ns);
	schedule->attempts++;
	set(schedule, SNT_TIMER_RETRANSMIT,
	    now_ns + retry_ns(schedule, jitter_ns));
	/* The source address that was used may be what does not work. */
	return SNT_ACT_CLEAR_SOURCE | SNT_ACT_RETRY;
}

static u32 keepalive_due(struct snt_schedule *schedule, u64 now_ns)
{
	if (schedule->need_another_keepalive) {
		schedule->need_another_keepalive = false;
		/* The real SNAP ends miss an answer after 15 s, to an empty
		 * message too. WireGuard drops this one as it sends the first.
		 */
		schedule->is_answering = schedule->is_snap;
		set(schedule, SNT_TIMER_KEEPALIVE, now_ns + SNT_KEEPALIVE_NS);
	}
	return SNT_ACT_KEEPALIVE;
}

/*
 * The other end is gone; or it is there and does not answer empty messages,
 * which are then no reason to ask again until it is seen to.
 */
static u32 answer_is_missing(struct snt_schedule *schedule)
{
	if (!schedule->has_sent_data)
		schedule->answers_empty = false;
	return SNT_ACT_CLEAR_SOURCE | SNT_ACT_INITIATE;
}

/**
 * snt_schedule_expire - what is due?
 * @schedule: the timers
 * @now_ns: now
 * @jitter_ns: as for snt_schedule_event()
 *
 * A retry is set again here already, so that one initiation that cannot be
 * made does not end the series.
 *
 * Return: a mask of SNT_ACT_*, 0 if nothing is due.
 * Context: any; caller locks @schedule.
 */
u32 snt_schedule_expire(struct snt_schedule *schedule, u64 now_ns,
			u32 jitter_ns)
{
	u32 actions = 0;

	if (take_due(schedule, SNT_TIMER_KEEPALIVE, now_ns))
		actions |= keepalive_due(schedule, now_ns);
	if (take_due(schedule, SNT_TIMER_PERSISTENT, now_ns)) {
		push_persistent(schedule, now_ns);
		actions |= SNT_ACT_KEEPALIVE;
	}
	if (take_due(schedule, SNT_TIMER_NEW_HANDSHAKE, now_ns))
		actions |= answer_is_missing(schedule);
	if (take_due(schedule, SNT_TIMER_RETRANSMIT, now_ns))
		actions |= retransmit_due(schedule, now_ns, jitter_ns);
	if (take_due(schedule, SNT_TIMER_WIPE, now_ns))
		actions |= SNT_ACT_WIPE;
	return actions;
}

/**
 * snt_schedule_next - when to call snt_schedule_expire()
 * @schedule: the timers
 *
 * Return: the earliest deadline, or SNT_SCHEDULE_NEVER.
 * Context: any; caller locks @schedule.
 */
u64 snt_schedule_next(const struct snt_schedule *schedule)
{
	u64 next_ns = SNT_SCHEDULE_NEVER;
	unsigned int timer;

	for (timer = 0; timer < SNT_TIMER_NR; timer++)
		if (schedule->deadline_ns[timer] < next_ns)
			next_ns = schedule->deadline_ns[timer];
	return next_ns;
}

/**
 * snt_schedule_is_handshaking - is a handshake being tried?
 * @schedule: the timers
 *
 * Return: from INITIATION_SENT until it completes or is given up.
 * Context: any; caller locks @schedule.
 */
bool snt_schedule_is_handshaking(const struct snt_schedule *schedule)
{
	return is_set(schedule, SNT_TIMER_RETRANSMIT);
}
