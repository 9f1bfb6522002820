// SPDX-License-Identifier: GPL-2.0-only
/*
 * The limits of a session. Ages are compared as birth + limit <= now, so that a
 * clock that was read a moment before the session was born does no harm.
 */
#include "session.h"

static bool is_usable(u64 birth_ns, u64 now_ns, u64 counter)
{
	return birth_ns + SNT_REJECT_AFTER_NS > now_ns &&
	       counter < SNT_REJECT_AFTER_MESSAGES;
}

bool snt_session_may_send(u64 birth_ns, u64 now_ns, u64 counter)
{
	return is_usable(birth_ns, now_ns, counter);
}

bool snt_session_may_receive(u64 birth_ns, u64 now_ns, u64 counter)
{
	return is_usable(birth_ns, now_ns, counter);
}

bool snt_session_must_rekey_on_send(const struct snt_session_state *state,
				    u64 now_ns, u64 counter)
{
	if (counter >= SNT_REKEY_AFTER_MESSAGES)
		return true;
	return state->is_initiator &&
	       state->birth_ns + SNT_REKEY_AFTER_NS <= now_ns;
}

bool snt_session_must_rekey_on_receive(const struct snt_session_state *state,
				       u64 now_ns)
{
	return state->is_initiator &&
	       state->birth_ns + SNT_REKEY_ON_RECEIVE_AFTER_NS <= now_ns;
}
