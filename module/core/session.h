/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What one session may still do, as functions over plain values: the counters
 * are atomics of the caller. Which of a tunnel's sessions is used is not
 * decided here.
 */
#ifndef _SNT_SESSION_H
#define _SNT_SESSION_H

#include "limits.h"

/**
 * struct snt_session_state - what does not change in the life of a session
 * @birth_ns: when its keys were derived, monotonic
 * @is_initiator: whether this end began the handshake
 */
struct snt_session_state {
	u64 birth_ns;
	bool is_initiator;
};

/**
 * snt_session_may_send() - is a counter still good for sending?
 * @birth_ns: birth of the session
 * @now_ns: monotonic
 * @counter: of the message; of a batch, the last one
 *
 * Return: false once the session is too old or used up.
 * Context: any.
 */
bool snt_session_may_send(u64 birth_ns, u64 now_ns, u64 counter);

/**
 * snt_session_may_receive() - are messages of this session still taken?
 * @birth_ns: birth of the session
 * @now_ns: monotonic
 * @counter: of the message
 *
 * Return: false once the session is too old or used up.
 * Context: any.
 */
bool snt_session_may_receive(u64 birth_ns, u64 now_ns, u64 counter);

/**
 * snt_session_must_rekey_on_send() - begin a handshake after sending?
 * @state: the session
 * @now_ns: monotonic
 * @counter: of the last message sent
 *
 * Return: true for the initiator after 120 s, for both after 2^60 messages.
 * Context: any.
 */
bool snt_session_must_rekey_on_send(const struct snt_session_state *state,
				    u64 now_ns, u64 counter);

/**
 * snt_session_must_rekey_on_receive() - begin one after receiving?
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
				       u64 now_ns);

#endif /* _SNT_SESSION_H */
