/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two ends of a handshake with fixed keys, for the harnesses of the messages
 * between them.
 */
#ifndef _SNT_FUZZ_ENDS_H
#define _SNT_FUZZ_ENDS_H

#include "core/noise.h"

/**
 * struct ends - both ends
 * @key_a: own key of the initiator
 * @key_b: own key of the responder
 * @known_to_a: the responder
 * @known_to_b: the initiator
 * @a: handshake of the initiator, after its initiation
 * @b: handshake of the responder, before it
 * @newest: initiation that the responder accepted
 * @initiation: what the initiator sent
 */
struct ends {
	struct snt_noise_identity key_a;
	struct snt_noise_identity key_b;
	struct snt_noise_remote known_to_a;
	struct snt_noise_remote known_to_b;
	struct snt_noise_handshake a;
	struct snt_noise_handshake b;
	struct snt_noise_newest newest;
	struct snt_wire_initiation initiation;
};

/* The same ones every time; made once. */
const struct ends *ends_get(void);

/* A copy to work on. */
void ends_copy(struct ends *ends);

/* Let the responder take @msg; the first error of all steps. */
int ends_read_initiation(struct ends *ends,
			 const struct snt_wire_initiation *msg, u64 now_ns);

#endif /* _SNT_FUZZ_ENDS_H */
