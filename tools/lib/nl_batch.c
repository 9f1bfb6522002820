// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many requests in one system call. The kernel carries them out before the
 * call returns and answers those that fail, those that ask for it and the last
 * one; a batch is small enough for all of these to fit into the receive buffer.
 */
#include "nl.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/snaptun.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

/* A send buffer is at least 200 KiB; a message of ours at most 16 KiB. */
#define BATCH_SIZE	(96 * 1024)
#define MESSAGE_ROOM	(24 * 1024)
#define BATCH_NR	128

/* What is gone already is what "remove" asks for, and has no account. */
static bool is_harmless(const struct nlmsghdr *request, int err)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(request);

	return (genl->cmd == SNAPTUN_CMD_PEER_DEL ||
		genl->cmd == SNAPTUN_CMD_TUNNEL_DEL ||
		genl->cmd == SNAPTUN_CMD_ACCOUNT_SET) && err == -ENOENT;
}

static const struct nlmsghdr *find_request(const struct snt_nl_batch *batch,
					   uint32_t seq)
{
	const struct nlmsghdr *nlh = (const void *)batch->buf;
	int len = (int)batch->used;

	for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
		if (nlh->nlmsg_seq == seq)
			return nlh;
	}
	return NULL;
}

/* Returns whether the answer to the last request was among them. */
static bool take_answers(struct snt_nl_batch *batch, int len)
{
	const struct nlmsghdr *nlh = (const void *)batch->nl->rx;
	uint32_t last_seq = batch->last->nlmsg_seq;
	bool complete = false;

	for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
		const struct nlmsghdr *request;
		int err = 0;

		if (nlh->nlmsg_type >= NLMSG_MIN_TYPE && batch->cb &&
		    find_request(batch, nlh->nlmsg_seq))
			batch->cb(nlh, batch->arg);
		if (nlh->nlmsg_type != NLMSG_ERROR)
			continue;
		memcpy(&err, mnl_nlmsg_get_payload(nlh), sizeof(err));
		complete |= nlh->nlmsg_seq == last_seq;
		request = find_request(batch, nlh->nlmsg_seq);
		if (!request || batch->ret || is_harmless(request, err))
			continue;
		if (!err) {
			snt_nl_warn(batch->nl, nlh, request);
			continue;
		}
		batch->ret = err;
		snt_nl_describe(batch->nl, nlh, request);
	}
	return complete;
}

static int fail_batch(struct snt_nl_batch *batch, const char *doing)
{
	batch->ret = -errno;
	snprintf(batch->nl->error, sizeof(batch->nl->error), "%s: %s", doing,
		 strerror(errno));
	return batch->ret;
}

static void send_batch(struct snt_nl_batch *batch)
{
	bool complete = false;
	ssize_t n;

	batch->last->nlmsg_flags |= NLM_F_ACK;
	if (mnl_socket_sendto(batch->nl->sk, batch->buf, batch->used) < 0) {
		fail_batch(batch, "sending");
		return;
	}
	while (!complete) {
		n = mnl_socket_recvfrom(batch->nl->sk, batch->nl->rx,
					SNT_NL_RX_SIZE);
		if (n >= 0) {
			complete = take_answers(batch, (int)n);
		} else if (errno != EINTR) {
			fail_batch(batch, "receiving");
			return;
		}
	}
}

/**
 * snt_nl_batch_begin - room for one more request
 * @batch: the requests; sent first when there is no more room
 * @cmd: the command
 *
 * Return: the message, for up to 16 KiB of attributes, or NULL when a request
 * has failed before.
 */
struct nlmsghdr *snt_nl_batch_begin(struct snt_nl_batch *batch, uint8_t cmd)
{
	uint32_t first_seq;

	if (!batch->buf)
		batch->buf = snt_mem_alloc(BATCH_SIZE);
	first_seq = ((struct nlmsghdr *)batch->buf)->nlmsg_seq;
	if (batch->used && (batch->used + MESSAGE_ROOM > BATCH_SIZE ||
			    batch->nl->seq - first_seq >= BATCH_NR - 1)) {
		send_batch(batch);
		batch->used = 0;
	}
	if (batch->ret)
		return NULL;
	return snt_nl_prepare(batch->nl, batch->buf + batch->used, cmd, 0);
}

/**
 * snt_nl_batch_end - the request is complete
 * @batch: the requests
 * @nlh: from snt_nl_batch_begin()
 */
void snt_nl_batch_end(struct snt_nl_batch *batch, struct nlmsghdr *nlh)
{
	batch->used += MNL_ALIGN(nlh->nlmsg_len);
	batch->last = nlh;
}

/**
 * snt_nl_batch_flush - send what is left, and end
 * @batch: the requests; its memory is freed
 *
 * Return: 0, or the first error of all requests with nl->error set.
 */
int snt_nl_batch_flush(struct snt_nl_batch *batch)
{
	if (batch->used && !batch->ret)
		send_batch(batch);
	if (batch->buf)
		explicit_bzero(batch->buf, BATCH_SIZE);
	free(batch->buf);
	batch->buf = NULL;
	batch->used = 0;
	return batch->ret;
}
