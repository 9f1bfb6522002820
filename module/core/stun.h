/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * STUN (RFC 8489), as far as a SCION application asks the router in front of it
 * under which address it is seen: binding requests without credentials.
 */
#ifndef _SNT_STUN_H
#define _SNT_STUN_H

#include "flow.h"

/* Unknown attributes that an answer names at most. */
#define SNT_STUN_UNKNOWN_MAX	8
/* Header, error code, unknown attributes, fingerprint; no other is longer. */
#define SNT_STUN_ANSWER_MAX	(20 + 8 + 4 + 2 * SNT_STUN_UNKNOWN_MAX + 8)

bool snt_stun_is_request(const u8 *buf, size_t len);
size_t snt_stun_answer(u8 *out, const u8 *request,
		       const struct snt_flow *mapped);

#endif /* _SNT_STUN_H */
