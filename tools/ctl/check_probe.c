// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the network says of endpoints that do not answer, and whether datagrams
 * come in at all. The sockets of the device hear no errors: all that ICMP says
 * is unauthenticated. So a socket of our own sends one byte, which no peer
 * takes for a message.
 */
#include "check.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <linux/snaptun.h>
#include <net/if.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* An error comes within a round trip or not at all. */
#define ANSWER_NS	UINT64_C(1000000000)
/* The way to the own port is a matter of the kernel. */
#define LOCAL_ATTEMPTS	10
#define LOCAL_MS	20

/**
 * check_is_waiting - is a handshake under way that got no answer yet?
 * @peer: the peer
 *
 * Return: whether it is.
 */
bool check_is_waiting(const struct snt_peer *peer)
{
	return peer->endpoint.sa.sa_family &&
	       (peer->state == SNAPTUN_PEER_STATE_HANDSHAKING ||
		(peer->state != SNAPTUN_PEER_STATE_UP &&
		 peer->last_error == SNAPTUN_PEER_ERROR_HANDSHAKE_TIMEOUT));
}

static socklen_t addr_len(const union snt_sockaddr *addr)
{
	return addr->sa.sa_family == AF_INET ? sizeof(addr->in) :
					       sizeof(addr->in6);
}

/* Connected, with the mark of the device, and told of all errors. */
static int open_socket(const union snt_sockaddr *to, uint32_t fwmark)
{
	bool is_ipv6 = to->sa.sa_family == AF_INET6;
	int fd, on = 1;

	fd = socket(to->sa.sa_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
		    0);
	if (fd < 0)
		return -1;
	if ((fwmark && setsockopt(fd, SOL_SOCKET, SO_MARK, &fwmark,
				  sizeof(fwmark))) ||
	    setsockopt(fd, is_ipv6 ? IPPROTO_IPV6 : IPPROTO_IP,
		       is_ipv6 ? IPV6_RECVERR : IP_RECVERR, &on, sizeof(on)) ||
	    connect(fd, &to->sa, addr_len(to))) {
		close(fd);
		return -1;
	}
	return fd;
}

static void take_error(struct check_answer *answer, const struct cmsghdr *cmsg)
{
	const struct sock_extended_err *error = (const void *)CMSG_DATA(cmsg);
	const struct sockaddr *by = SO_EE_OFFENDER(error);

	answer->err = (int)error->ee_errno;
	if (by->sa_family == AF_INET)
		memcpy(&answer->by, by, sizeof(answer->by.in));
	else if (by->sa_family == AF_INET6)
		memcpy(&answer->by, by, sizeof(answer->by.in6));
}

static void read_error(struct check_answer *answer)
{
	char control[512] __attribute__((aligned(8))), byte;
	struct iovec iov = { .iov_base = &byte, .iov_len = 1 };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *cmsg;

	if (recvmsg(answer->fd, &msg, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
		return;
	for (cmsg = CMSG_FIRSTHDR(&msg); cmsg; cmsg = CMSG_NXTHDR(&msg, cmsg)) {
		if ((cmsg->cmsg_level == IPPROTO_IP &&
		     cmsg->cmsg_type == IP_RECVERR) ||
		    (cmsg->cmsg_level == IPPROTO_IPV6 &&
		     cmsg->cmsg_type == IPV6_RECVERR))
			take_error(answer, cmsg);
	}
}

static uint64_t monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * UINT64_C(1000000000) + now.tv_nsec;
}

/* Until all have an error, or the time is over. */
static void wait_for_errors(struct check_probe *probe)
{
	uint64_t end_ns = monotonic_ns() + ANSWER_NS, now_ns;
	struct pollfd fds[CHECK_ANSWERS];
	size_t i, nr;

	while ((now_ns = monotonic_ns()) < end_ns) {
		for (i = nr = 0; i < probe->nr; i++) {
			fds[i].events = 0;
			fds[i].fd = probe->answers[i].err ?
				    -1 : probe->answers[i].fd;
			nr += !probe->answers[i].err;
		}
		if (!nr || poll(fds, probe->nr,
				(int)((end_ns - now_ns) / 1000000) + 1) <= 0)
			return;
		for (i = 0; i < probe->nr; i++) {
			if (fds[i].fd >= 0 && fds[i].revents)
				read_error(&probe->answers[i]);
		}
	}
}

static void ask_endpoint(struct check_probe *probe, const struct snt_dev *dev,
			 const struct snt_peer *peer)
{
	struct check_answer *answer = &probe->answers[probe->nr];

	memset(answer, 0, sizeof(*answer));
	memcpy(answer->public_key, peer->public_key, SNT_KEY_LEN);
	answer->fd = open_socket(&peer->endpoint, dev->fwmark);
	if (answer->fd < 0)
		return;
	probe->nr++;
	if (send(answer->fd, "", 1, 0) < 0)
		answer->err = errno;
}

/* Of a client, the one that all its tunnels lead to. */
static void ask_endpoints(struct check_probe *probe, const struct snt_dev *dev)
{
	const struct snt_peer *peer;
	size_t i;

	if (dev->gateway)
		ask_endpoint(probe, dev, dev->gateway);
	for (peer = dev->peers; peer && probe->nr < CHECK_ANSWERS;
	     peer = peer->next) {
		if (check_is_waiting(peer))
			ask_endpoint(probe, dev, peer);
	}
	wait_for_errors(probe);
	for (i = 0; i < probe->nr; i++)
		close(probe->answers[i].fd);
}

/* One byte is too short for a message, and counted as that or as no Geneve. */
static int read_refused(struct snt_nl *nl, const char *ifname, uint64_t *count)
{
	static const uint32_t reasons[] = {
		SNAPTUN_DROP_REASON_RX_SHORT,
		SNAPTUN_DROP_REASON_RX_ENCAP_INVALID,
		SNAPTUN_DROP_REASON_RX_ENCAP_MISMATCH,
	};
	struct snt_drops *drops = NULL;
	size_t nr = 0, i;
	int ret = snt_nl_get_drops(nl, ifname, &drops, &nr);

	*count = 0;
	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]) && !ret; i++) {
		if (nr && reasons[i] < drops->nr)
			*count += drops->count[reasons[i]];
	}
	while (nr)
		free(drops[--nr].count);
	free(drops);
	return ret;
}

/* By IPv6 where the first peer that does not answer is there. */
static void own_port(union snt_sockaddr *to, const struct snt_dev *dev)
{
	const struct snt_peer *peer = dev->peers;

	while (peer && !check_is_waiting(peer))
		peer = peer->next;
	memset(to, 0, sizeof(*to));
	if (peer && peer->endpoint.sa.sa_family == AF_INET6) {
		to->in6.sin6_family = AF_INET6;
		to->in6.sin6_port = htons(dev->listen_port);
		to->in6.sin6_addr = in6addr_loopback;
	} else {
		to->in.sin_family = AF_INET;
		to->in.sin_port = htons(dev->listen_port);
		to->in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	}
}

static bool reaches_own_port(struct snt_nl *nl, const struct snt_dev *dev)
{
	int attempts = LOCAL_ATTEMPTS, fd;
	uint64_t before, after;
	union snt_sockaddr to;
	bool reaches = true;

	own_port(&to, dev);
	fd = open_socket(&to, 0);
	if (fd < 0)
		return true;
	if (read_refused(nl, dev->name, &before) || send(fd, "", 1, 0) < 0)
		goto out;
	do {
		if (read_refused(nl, dev->name, &after))
			break;
		reaches = after != before;
	} while (!reaches && attempts-- && poll(NULL, 0, LOCAL_MS) <= 0);
out:
	close(fd);
	return reaches;
}

static bool has_session(const struct snt_peer *peer)
{
	return peer->state == SNAPTUN_PEER_STATE_UP ||
	       peer->state == SNAPTUN_PEER_STATE_ADDRESS_CHANGED;
}

/**
 * check_ask - ask the network, where something does not work
 * @probe: filled
 * @nl: the socket to the kernel module
 * @dev: the device
 *
 * Takes up to a second. For a device of which all peers are up, or that has its
 * sockets elsewhere, nothing is sent.
 */
void check_ask(struct check_probe *probe, struct snt_nl *nl,
	       const struct snt_dev *dev)
{
	const struct snt_peer *peer = dev->peers;
	struct link link;

	while (peer && has_session(peer))
		peer = peer->next;
	if (!peer || route_get_link(dev->name, &link) || link.has_netnsid ||
	    !(link.flags & IFF_UP))
		return;
	/* a client's ports hear nobody but the gateway */
	if (!snt_model_is_client(dev))
		probe->is_port_closed = !reaches_own_port(nl, dev);
	ask_endpoints(probe, dev);
}
