// SPDX-License-Identifier: GPL-2.0-only
/*
 * When frames leave, as the kernel says it in the socket's queue of errors:
 * without the frames, with a number.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
/* wants a time to be known */
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>

#include "stamp.h"
#include "state.h"

/* Of the three times in a message: that of software, and that of hardware */
#define SOFTWARE	0
#define HARDWARE	2

static uint64_t to_ns(const struct timespec *time)
{
	return (uint64_t)time->tv_sec * 1000000000 + (uint64_t)time->tv_nsec;
}

/**
 * snt_stamp_init - have the kernel tell when frames leave
 * @fd: the packet socket
 *
 * Return: 0 or a negative errno.
 */
int snt_stamp_init(int fd)
{
	int flags = SOF_TIMESTAMPING_TX_SOFTWARE |
		    SOF_TIMESTAMPING_TX_HARDWARE | SOF_TIMESTAMPING_SOFTWARE |
		    SOF_TIMESTAMPING_RAW_HARDWARE | SOF_TIMESTAMPING_OPT_ID |
		    SOF_TIMESTAMPING_OPT_TSONLY;

	return setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &flags,
			  sizeof(flags)) ? -errno : 0;
}

static void take_times(struct snt_inject_timestamp *stamp,
		       const struct cmsghdr *cmsg)
{
	struct timespec times[3];

	memcpy(times, CMSG_DATA(cmsg), sizeof(times));
	stamp->is_hardware = times[HARDWARE].tv_sec || times[HARDWARE].tv_nsec;
	stamp->time_ns = to_ns(&times[stamp->is_hardware ? HARDWARE :
							   SOFTWARE]);
}

static bool take_number(struct snt_inject_timestamp *stamp,
			const struct cmsghdr *cmsg)
{
	struct sock_extended_err error;

	memcpy(&error, CMSG_DATA(cmsg), sizeof(error));
	stamp->number = error.ee_data;
	return error.ee_origin == SO_EE_ORIGIN_TIMESTAMPING;
}

/* Return: whether it is one. */
static bool parse(struct snt_inject_timestamp *stamp, struct msghdr *msg)
{
	bool has_number = false, has_time = false;
	struct cmsghdr *cmsg;

	for (cmsg = CMSG_FIRSTHDR(msg); cmsg; cmsg = CMSG_NXTHDR(msg, cmsg)) {
		if (cmsg->cmsg_level == SOL_SOCKET &&
		    cmsg->cmsg_type == SO_TIMESTAMPING) {
			take_times(stamp, cmsg);
			has_time = true;
		} else if (cmsg->cmsg_level == SOL_PACKET &&
			   cmsg->cmsg_type == PACKET_TX_TIMESTAMP) {
			has_number = take_number(stamp, cmsg);
		}
	}
	return has_number && has_time;
}

/**
 * snt_inject_timestamp - when a frame left
 * @tx: the injector, with timestamps
 * @stamp: goes here
 *
 * They come in the order in which frames left. Those that nobody reads are lost
 * when the socket has no room for more. Interfaces that know nothing of this
 * tell nothing.
 *
 * Return: 0; -EAGAIN: there is none now; another negative errno.
 */
int snt_inject_timestamp(struct snt_inject *tx,
			 struct snt_inject_timestamp *stamp)
{
	union {
		struct cmsghdr first;
		char bytes[256];
	} control;
	struct msghdr msg;
	ssize_t n;

	do {
		msg = (struct msghdr) {
			.msg_control = &control,
			.msg_controllen = sizeof(control),
		};
		n = recvmsg(tx->fd, &msg, MSG_ERRQUEUE | MSG_DONTWAIT);
	} while ((n < 0 && errno == EINTR) || (n >= 0 && !parse(stamp, &msg)));
	return n < 0 ? -errno : 0;
}
