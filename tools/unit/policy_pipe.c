// SPDX-License-Identifier: GPL-2.0-only
/*
 * Judges the packets that policy_model.py writes to its standard input as a
 * gateway does, and writes what it makes of them and what it answers.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/policy.h"

#define NR_LOCAL	2

/**
 * struct request - what comes before the bytes of each packet
 * @remote: the other end of the tunnel
 * @gateway: who answers
 * @local: the ISD-AS that are ours
 * @level: of the policy
 * @max: how long an answer may be
 * @len: length of the packet
 * @head: how many of its bytes follow
 */
struct request {
	struct snt_flow remote;
	struct snt_flow gateway;
	u64 local[NR_LOCAL];
	u32 level;
	u32 max;
	u32 len;
	u32 head;
};

/**
 * struct reply - what is answered
 * @src_ia: source ISD-AS, 0 of what is no SCION packet
 * @err: result of the check
 * @len: length of the packet without padding
 * @answer_len: so many bytes of an answer follow
 * @zero: fills the place
 */
struct reply {
	u64 src_ia;
	s32 err;
	u32 len;
	u32 answer_len;
	u32 zero;
};

static void must(bool ok)
{
	if (!ok) {
		fprintf(stderr, "policy_pipe: broken pipe or no memory\n");
		exit(1);
	}
}

static void serve(const struct request *request)
{
	const struct snt_policy policy = {
		.level = request->level,
		.nr_local = NR_LOCAL,
		.local = request->local,
	};
	/* Of exactly that size, so that what is beyond is noticed. */
	u8 *buf = malloc(request->head), *out = malloc(request->max);
	struct snt_policy_verdict verdict;
	struct reply reply = {};

	must((buf || !request->head) && (out || !request->max));
	must(fread(buf, 1, request->head, stdin) == request->head);
	reply.err = snt_policy_check(&policy, &request->remote, buf,
				     request->head, request->len, &verdict);
	reply.src_ia = verdict.scion.src_ia;
	reply.len = (u32)verdict.len;
	verdict.answer.src = request->gateway;
	if (reply.err && reply.err != -ENODATA)
		reply.answer_len = (u32)snt_policy_answer(out, request->max,
							  &verdict, buf,
							  request->head);
	must(fwrite(&reply, sizeof(reply), 1, stdout) == 1);
	must(fwrite(out, 1, reply.answer_len, stdout) == reply.answer_len);
	free(out);
	free(buf);
}

int main(void)
{
	struct request request;

	while (fread(&request, sizeof(request), 1, stdin) == 1)
		serve(&request);
	must(!fflush(stdout));
	return 0;
}
