// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any sequence of events and of time passing: deadlines that were set are
 * reported, what is due is due once, and a stopped tunnel has none.
 */
#include "core/schedule.h"
#include "fuzz.h"

static void check_event(struct snt_schedule *s, struct input *in, u64 now_ns)
{
	enum snt_schedule_event event = take_u8(in) %
					(SNT_EVENT_SESSION_DERIVED + 1);
	u64 before_ns = snt_schedule_next(s);
	u32 jitter_ns = take_u16(in);
	u64 set_ns;

	set_ns = snt_schedule_event(s, event, now_ns, jitter_ns);
	MUST(set_ns >= now_ns);
	/* Nothing gets earlier that the caller is not told of. */
	if (snt_schedule_next(s) < before_ns)
		MUST(set_ns == snt_schedule_next(s));
	if (!s->is_running)
		MUST(snt_schedule_next(s) == SNT_SCHEDULE_NEVER);
}

static void check_expire(struct snt_schedule *s, u64 now_ns)
{
	bool is_due = snt_schedule_next(s) <= now_ns;
	u32 actions = snt_schedule_expire(s, now_ns, 0);

	MUST(!!actions == is_due);
	MUST(!(actions & SNT_ACT_RETRY) || !(actions & SNT_ACT_GIVE_UP));
	MUST(snt_schedule_next(s) > now_ns);
	MUST(snt_schedule_expire(s, now_ns, 0) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct snt_schedule s;
	u64 now_ns = 0, set_ns;
	u16 interval_s;

	snt_schedule_init(&s, take_u8(&in) & 1 ? SNT_MODE_SNAP :
						 SNT_MODE_WIREGUARD);
	while (in.len) {
		switch (take_u8(&in) % 4) {
		case 0:
			now_ns += take_u16(&in) * SNT_NSEC_PER_MSEC * 10;
			check_expire(&s, now_ns);
			break;
		case 1:
			interval_s = take_u16(&in);
			set_ns = snt_schedule_set_persistent(&s, interval_s,
							     now_ns);
			MUST(set_ns >= snt_schedule_next(&s));
			break;
		default:
			check_event(&s, &in, now_ns);
		}
	}
	return 0;
}
