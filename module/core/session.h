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

bool snt_session_may_send(u64 birth_ns, u64 now_ns, u64 counter);
bool snt_session_may_receive(u64 birth_ns, u64 now_ns, u64 counter);
bool snt_session_must_rekey_on_send(const struct snt_session_state *state,
				    u64 now_ns, u64 counter);
bool snt_session_must_rekey_on_receive(const struct snt_session_state *state,
				       u64 now_ns);

#endif /* _SNT_SESSION_H */
