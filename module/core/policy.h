/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which SCION packets a gateway lets out of a tunnel, and what it answers to
 * those that it does not. What has passed is the network's business.
 */
#ifndef _SNT_POLICY_H
#define _SNT_POLICY_H

#include "bucket.h"
#include "scion.h"
#include "scmp.h"

/* A sender may round a packet up to a multiple of 16 bytes. */
#define SNT_POLICY_PADDING_MAX	15

/**
 * enum snt_policy_level - how much is checked
 * @SNT_POLICY_OFF: nothing
 * @SNT_POLICY_HOST: what deployed gateways check: it is a SCION packet, its
 * source host is the tunnel's, its path is empty or SCION's
 * @SNT_POLICY_STRICT: its source ISD-AS is one of ours and its source port the
 * tunnel's as well
 */
enum snt_policy_level {
	SNT_POLICY_OFF,
	SNT_POLICY_HOST,
	SNT_POLICY_STRICT,
};

/**
 * struct snt_policy - what is let through
 * @level: how much is checked
 * @nr_local: how many ISD-AS are ours
 * @local: which; looked at if @level is SNT_POLICY_STRICT
 */
struct snt_policy {
	enum snt_policy_level level;
	unsigned int nr_local;
	const u64 *local;
};

/**
 * struct snt_policy_verdict - about one packet
 * @scion: what its headers say; zero if they are not those of a SCION packet
 * @len: its length without what pads it, if the headers say that
 * @answer: an error for who sent it; the caller says who answers
 */
struct snt_policy_verdict {
	struct snt_scion scion;
	size_t len;
	struct snt_scmp_error answer;
};

int snt_policy_check(const struct snt_policy *policy,
		     const struct snt_flow *remote, const u8 *buf, size_t head,
		     size_t len, struct snt_policy_verdict *verdict);
size_t snt_policy_answer(u8 *out, size_t max,
			 const struct snt_policy_verdict *verdict,
			 const u8 *buf, size_t head);
bool snt_policy_take_answer(struct snt_bucket *tunnel, struct snt_bucket *all,
			    u64 now_ns);

#endif /* _SNT_POLICY_H */
