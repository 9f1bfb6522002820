// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks packets in the order of deployed gateways, with their codes and
 * pointers, so that a sender sees no difference. Refused as malformed is also
 * what those let through although no router takes it: a payload or a path that
 * is not as long as it is said to be, and more padding than a sender has reason
 * for.
 */
#include "policy.h"

#include "flow.h"
#include "limits.h"

/* How many answers: a tunnel alone, and all of a gateway together. */
static const struct snt_bucket_rate answers_per_tunnel = {
	.cost_ns = SNT_NSEC_PER_SEC / 10,
	.burst = 10,
};

static const struct snt_bucket_rate answers_in_all = {
	.cost_ns = SNT_NSEC_PER_SEC / 1000,
	.burst = 50,
};

static int refuse(struct snt_policy_verdict *verdict, int err,
		  enum snt_scmp_parameter code, u16 pointer)
{
	verdict->answer.type = SNT_SCMP_PARAMETER;
	verdict->answer.code = (u8)code;
	verdict->answer.value = pointer;
	return err;
}

/* Returns 0, -ENODATA as snt_policy_check(), or that it is no SCION packet. */
static int parse(const u8 *buf, size_t head, size_t len,
		 struct snt_policy_verdict *verdict)
{
	struct snt_scion scion;
	size_t total;
	int err = snt_scion_parse_head(buf, head, &scion);

	if (err)
		return err == -ENODATA && head < len ? err : -EBADMSG;
	total = (size_t)scion.hdr_len + scion.payload_len;
	if (total > len || len - total > SNT_POLICY_PADDING_MAX)
		return -EBADMSG;
	verdict->scion = scion;
	verdict->len = total;
	return 0;
}

/*
 * An IPv4 address within an IPv6 one is another host: who answers the packet
 * takes its bytes as the address, and only one spelling finds the tunnel.
 */
static bool is_from(const u8 *buf, const struct snt_scion_host *host,
		    const struct snt_flow *remote)
{
	return snt_scion_host_is_ip(host) &&
	       host->len == (remote->version == 4 ? 4 : 16) &&
	       !memcmp(buf + host->off, remote->host, host->len);
}

static bool is_local(const struct snt_policy *policy, u64 ia)
{
	unsigned int i;

	for (i = 0; i < policy->nr_local; i++)
		if (policy->local[i] == ia)
			return true;
	return false;
}

/* A packet that has no port is not from the tunnel's. */
static int check_strictly(const struct snt_policy *policy,
			  const struct snt_flow *remote, const u8 *buf,
			  size_t head, struct snt_policy_verdict *verdict)
{
	struct snt_flow source;
	int err;

	if (!is_local(policy, verdict->scion.src_ia))
		return refuse(verdict, -EADDRNOTAVAIL, SNT_SCMP_BAD_SOURCE,
			      SNT_SCION_SRC_IA_OFF);
	err = snt_flow_parse(buf, head < verdict->len ? head : verdict->len,
			     SNT_FLOW_SOURCE, &source);
	if (err == -ENODATA && head < verdict->len)
		return err;
	if (err || source.port != remote->port)
		return refuse(verdict, -EADDRNOTAVAIL, SNT_SCMP_BAD_SOURCE,
			      verdict->scion.hdr_len);
	return 0;
}

/**
 * snt_policy_check - may a packet go on?
 * @policy: what is let through
 * @remote: the other end of the tunnel, an IPv4 address as such
 * @buf: what came out of it, @head bytes
 * @head: how many of its bytes are at @buf
 * @len: its length, more than 0
 * @verdict: the result, also if the packet is refused
 *
 * Return: 0: it may. -ENODATA: more of it must be at @buf, SNT_FLOW_HEAD_MAX
 * bytes or all always suffice. Refused: -EBADMSG: it is no SCION packet;
 * -EADDRNOTAVAIL: its source is another one; -EPROTONOSUPPORT: it has a path
 * of an unknown type.
 * Context: any.
 */
int snt_policy_check(const struct snt_policy *policy,
		     const struct snt_flow *remote, const u8 *buf, size_t head,
		     size_t len, struct snt_policy_verdict *verdict)
{
	const struct snt_scion *scion = &verdict->scion;
	int err;

	memset(verdict, 0, sizeof(*verdict));
	verdict->len = len;
	verdict->answer.dst = *remote;
	err = parse(buf, head, len, verdict);
	if (err == -ENODATA)
		return err;
	if (policy->level == SNT_POLICY_OFF)
		return 0;
	if (err)
		return refuse(verdict, err, SNT_SCMP_BAD_HEADER, 0);
	if (!is_from(buf, &scion->src, remote))
		return refuse(verdict, -EADDRNOTAVAIL, SNT_SCMP_BAD_SOURCE,
			      scion->src.off);
	if (scion->path_type != SNT_SCION_PATH_EMPTY &&
	    scion->path_type != SNT_SCION_PATH_SCION)
		return refuse(verdict, -EPROTONOSUPPORT, SNT_SCMP_BAD_PATH_TYPE,
			      SNT_SCION_PATH_TYPE_OFF);
	if (policy->level != SNT_POLICY_STRICT)
		return 0;
	return check_strictly(policy, remote, buf, head, verdict);
}

/**
 * snt_policy_answer - write the answer to a packet that was refused
 * @out: @max bytes for it
 * @max: it is not longer; SNT_SCMP_ERROR_MAX, or less
 * @verdict: from snt_policy_check(), with who answers as source
 * @buf: the packet
 * @head: how many of its bytes are at @buf: SNT_FLOW_HEAD_MAX, or all
 *
 * It quotes the packet without what pads it, if the headers say where that
 * begins. An error is not answered, and what may be one is not either.
 *
 * Return: length of the answer, or 0: there is none.
 * Context: any.
 */
size_t snt_policy_answer(u8 *out, size_t max,
			 const struct snt_policy_verdict *verdict,
			 const u8 *buf, size_t head)
{
	size_t len = head < verdict->len ? head : verdict->len;

	if (snt_scmp_may_be_error(buf, len))
		return 0;
	return snt_scmp_build(out, max, &verdict->answer, buf, len);
}

/**
 * snt_policy_take_answer - is another answer due?
 * @tunnel: what its tunnel is allowed
 * @all: what all of them are, together
 * @now_ns: any clock that does not go back
 *
 * A tunnel that has used up what it may does not use up what others may.
 *
 * Return: false if not.
 * Context: any; the caller sees to it that nobody else takes.
 */
bool snt_policy_take_answer(struct snt_bucket *tunnel, struct snt_bucket *all,
			    u64 now_ns)
{
	return snt_bucket_take(tunnel, &answers_per_tunnel, now_ns) &&
	       snt_bucket_take(all, &answers_in_all, now_ns);
}
