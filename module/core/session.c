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

/**
 * snt_session_may_send - is a counter still good for sending?
 * @birth_ns: birth of the session
 * @now_ns: monotonic
 * @counter: of the message; of a batch, the last one
 *
 * Return: false once the session is too old or used up.
 * Context: any.
 */
bool snt_session_may_send(u64 birth_ns, u64 now_ns, u64 counter)
{
	return is_usable(birth_ns, now_ns, counter);
}

/**
 * snt_session_may_receive - are messages of this session still taken?
 * @birth_ns: birth of the session
 * @now_ns: monotonic
 * @counter: of the message
 *
 * Return: false once the session is too old or used up.
 * Context: any.
 */
bool snt_session_may_receive(u64 birth_ns, u64 now_ns, u64 counter)
{
	return is_usable(birth_ns, now_ns, counter);
}

/**
 * snt_session_must_rekey_on_send - begin a handshake after sending?
 * @state: the session
 * @now_ns: monotonic
 * @counter: of the last message sent
 *
 * Return: true for the initiator after 120 s, for both after 2^60 messages.
 * Context: any.
 */
bool snt_session_must_rekey_on_send(const struct snt_session_state *state,
				    u64 now_ns, u64 counter)
{
	if (counter >= SNT_REKEY_AFTER_MESSAGES)
		return true;
	return state->is_initiator &&
	       state->birth_ns + SNT_REKEY_AFTER_NS <= now_ns;
}

/**
 * snt_session_must_rekey_on_receive - begin one after receiving?
 * @state: the session
 * @now_ns: monotonic
 *
 * For an initiator that only listens, just before the session ends. To be
 * acted upon once per session.
 *
 * Return: true for the initiator from 165 s on.
 * Context: any.
 */
bool snt_session_must_rekey_on_receive(const struct snt_session_state *state,
				       u64 now_ns)
{
	return state->is_initiator &&
	       state->birth_ns + SNT_REKEY_ON_RECEIVE_AFTER_NS <= now_ns;
}
