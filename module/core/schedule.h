/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * When a tunnel does something by itself: WireGuard's five timers as one state
 * machine over (state, event, now). The caller reports events, arms one clock
 * at snt_schedule_next(), calls snt_schedule_expire() when it rings and carries
 * out the actions. Time is monotonic and counts suspend.
 *
 * In SNAP mode an empty message counts as data in both directions: the real
 * ends expect an answer to it, and begin a new handshake without one. Those to
 * come do neither, like WireGuard; which one the other end is shows in whether
 * it answers. And an initiation now and then has twice as long to be answered,
 * as an answer to one that was repeated meanwhile is of no use.
 */
#ifndef _SNT_SCHEDULE_H
#define _SNT_SCHEDULE_H

#include "wire.h"

/* A deadline that is not set. */
#define SNT_SCHEDULE_NEVER	U64_MAX

/**
 * enum snt_schedule_timer - the timers
 * @SNT_TIMER_RETRANSMIT: initiation sent, no response
 * @SNT_TIMER_KEEPALIVE: data received, nothing sent (passive keepalive)
 * @SNT_TIMER_NEW_HANDSHAKE: data sent, nothing received
 * @SNT_TIMER_WIPE: no new session
 * @SNT_TIMER_PERSISTENT: nothing sent or received (persistent keepalive)
 * @SNT_TIMER_NR: their number
 */
enum snt_schedule_timer {
	SNT_TIMER_RETRANSMIT,
	SNT_TIMER_KEEPALIVE,
	SNT_TIMER_NEW_HANDSHAKE,
	SNT_TIMER_WIPE,
	SNT_TIMER_PERSISTENT,
	SNT_TIMER_NR,
};

/**
 * enum snt_schedule_event - what the caller reports
 * @SNT_EVENT_START: the device came up
 * @SNT_EVENT_STOP: the device went down, or the tunnel ends
 * @SNT_EVENT_DATA_SENT: data messages with payload sent, one or a batch
 * @SNT_EVENT_DATA_RECEIVED: such accepted
 * @SNT_EVENT_KEEPALIVE_SENT: an empty data message sent
 * @SNT_EVENT_KEEPALIVE_RECEIVED: such accepted
 * @SNT_EVENT_AUTH_PACKET_SENT: any data message, initiation or response sent;
 *	reported before the event that says which
 * @SNT_EVENT_AUTH_PACKET_RECEIVED: such authenticated; likewise
 * @SNT_EVENT_HANDSHAKE_WANTED: somebody (not a retry) wants a handshake: the
 *	time after which it is given up begins anew
 * @SNT_EVENT_INITIATION_SENT: an initiation was sent, or could not be
 * @SNT_EVENT_HANDSHAKE_COMPLETE: initiator: response accepted; responder:
 *	first message in the new session received
 * @SNT_EVENT_SESSION_DERIVED: new session keys exist
 */
enum snt_schedule_event {
	SNT_EVENT_START,
	SNT_EVENT_STOP,
	SNT_EVENT_DATA_SENT,
	SNT_EVENT_DATA_RECEIVED,
	SNT_EVENT_KEEPALIVE_SENT,
	SNT_EVENT_KEEPALIVE_RECEIVED,
	SNT_EVENT_AUTH_PACKET_SENT,
	SNT_EVENT_AUTH_PACKET_RECEIVED,
	SNT_EVENT_HANDSHAKE_WANTED,
	SNT_EVENT_INITIATION_SENT,
	SNT_EVENT_HANDSHAKE_COMPLETE,
	SNT_EVENT_SESSION_DERIVED,
};

/* Actions of snt_schedule_expire(), to be carried out in this order. */
#define SNT_ACT_CLEAR_SOURCE	BIT(0)	/* forget the local address */
#define SNT_ACT_GIVE_UP		BIT(1)	/* drop staged packets, tell the user */
#define SNT_ACT_WIPE		BIT(2)	/* wipe handshake and session keys */
#define SNT_ACT_INITIATE	BIT(3)	/* want a handshake (not a retry) */
#define SNT_ACT_RETRY		BIT(4)	/* send the next initiation (a retry) */
#define SNT_ACT_KEEPALIVE	BIT(5)	/* send an empty message */

/**
 * struct snt_schedule - the timers of one tunnel
 * @deadline_ns: of each timer, or SNT_SCHEDULE_NEVER
 * @attempt_start_ns: since when a handshake is wanted, or SNT_SCHEDULE_NEVER
 * @attempts: retries of the running handshake
 * @wipe_after_s: after the last new session
 * @persistent_keepalive_s: 0 for none
 * @is_snap: SNAP mode
 * @answers_empty: the other end answers empty messages, or is believed to
 * @has_sent_data: nothing came in since data went out
 * @need_another_keepalive: data came in while a passive keepalive was due
 * @is_answering: a passive keepalive is being sent and another is due later
 * @is_running: between START and STOP
 *
 * The caller's lock protects it.
 */
struct snt_schedule {
	u64 deadline_ns[SNT_TIMER_NR];
	u64 attempt_start_ns;
	u32 attempts;
	u32 wipe_after_s;
	u16 persistent_keepalive_s;
	bool is_snap;
	bool answers_empty;
	bool has_sent_data;
	bool need_another_keepalive;
	bool is_answering;
	bool is_running;
};

void snt_schedule_init(struct snt_schedule *schedule, enum snt_wire_mode mode);
void snt_schedule_set_mode(struct snt_schedule *schedule,
			   enum snt_wire_mode mode);
u64 snt_schedule_set_persistent(struct snt_schedule *schedule, u16 interval_s,
				u64 now_ns);
void snt_schedule_set_wipe(struct snt_schedule *schedule, u32 wipe_after_s);
u64 snt_schedule_event(struct snt_schedule *schedule,
		       enum snt_schedule_event event, u64 now_ns,
		       u32 jitter_ns);
u32 snt_schedule_expire(struct snt_schedule *schedule, u64 now_ns,
			u32 jitter_ns);
u64 snt_schedule_next(const struct snt_schedule *schedule);
bool snt_schedule_is_handshaking(const struct snt_schedule *schedule);

#endif /* _SNT_SCHEDULE_H */
