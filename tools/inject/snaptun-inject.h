/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libsnaptun-inject: frames onto a network interface at the kernel's speed,
 * through the memory-mapped transmit ring of a packet socket.
 *
 *	struct snt_inject_options options = SNT_INJECT_OPTIONS("eth0");
 *	struct snt_inject_error error;
 *	struct snt_inject *tx;
 *
 *	if (snt_inject_open(&tx, &options, &error))
 *		errx(1, "%s", error.text);
 *	slot = snt_inject_slot(tx);
 *	memcpy(slot, frame, len);
 *	snt_inject_send(tx, len);
 *	snt_inject_flush(tx);
 *	snt_inject_wait_drained(tx, 1000, &pending);
 *	snt_inject_close(tx);
 *
 * An injector belongs to one thread at a time; injectors share nothing.
 * Functions that return int return 0 or a negative errno.
 */
#ifndef _SNAPTUN_INJECT_H
#define _SNAPTUN_INJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct snt_inject;

/**
 * enum snt_inject_copy - how the kernel gets at the bytes of a frame
 * @SNT_INJECT_COPY_AUTO: whichever is cheaper on this kind of interface
 * @SNT_INJECT_COPY_NEVER: packets point into the ring, for hardware
 * @SNT_INJECT_COPY_ALWAYS: the kernel copies each frame into its packet, for
 *	interfaces behind which somebody on this machine reads it: those copy
 *	it anyway, in a more costly way
 */
enum snt_inject_copy {
	SNT_INJECT_COPY_AUTO,
	SNT_INJECT_COPY_NEVER,
	SNT_INJECT_COPY_ALWAYS,
};

/**
 * struct snt_inject_options - what to open
 * @interface: its name
 * @frame_size: bytes per frame of the ring, with a header of 32; a multiple of
 *	16, at least 96
 * @frame_nr: frames in the ring, not 0; rounded up to fill whole blocks
 * @protocol: what the packets are said to be, such as ETH_P_IP, in host byte
 *	order; 0 lets the kernel look into them
 * @bypass_qdisc: hand frames to the driver, past the queueing discipline
 * @copy: how the kernel gets at the bytes
 * @super_frames: snt_inject_send_super() is going to be used; the kernel then
 *	copies, whatever @copy says
 * @timestamps: the kernel tells when frames leave, for snt_inject_timestamp()
 * @rejected: called from snt_inject_flush(), and what calls it, for each frame
 *	that the kernel marked as WRONG_FORMAT, or NULL; @number counts the
 *	frames sent, from 0; @error is a negative errno
 * @context: passed to @rejected
 */
struct snt_inject_options {
	const char *interface;
	uint32_t frame_size;
	uint32_t frame_nr;
	uint16_t protocol;
	bool bypass_qdisc;
	enum snt_inject_copy copy;
	bool super_frames;
	bool timestamps;
	void (*rejected)(void *context, uint64_t number, int error);
	void *context;
};

#define SNT_INJECT_FRAME_SIZE	2048
#define SNT_INJECT_FRAME_NR	256

#define SNT_INJECT_OPTIONS(name) {			\
	.interface = (name),				\
	.frame_size = SNT_INJECT_FRAME_SIZE,		\
	.frame_nr = SNT_INJECT_FRAME_NR,		\
}

/**
 * struct snt_inject_error - why an injector cannot be opened
 * @text: one line for people: what is wrong and what to do
 */
struct snt_inject_error {
	char text[200];
};

/**
 * enum snt_inject_cut - how the kernel or the hardware cuts a super-frame
 * @SNT_INJECT_CUT_TCP4: into TCP segments over IPv4
 * @SNT_INJECT_CUT_TCP6: into TCP segments over IPv6
 * @SNT_INJECT_CUT_UDP: into UDP datagrams, from Linux 6.2 on
 */
enum snt_inject_cut {
	SNT_INJECT_CUT_TCP4,
	SNT_INJECT_CUT_TCP6,
	SNT_INJECT_CUT_UDP,
};

/**
 * struct snt_inject_super - what a super-frame is: one packet with the payload
 * of many, whose headers are made of its own
 * @cut: how it is cut
 * @payload_len: bytes of payload that each has, but for the last
 * @transport_at: where the TCP or UDP header begins
 * @header_len: bytes before the payload
 *
 * The checksum of its TCP or UDP header is that of the pseudo header alone.
 */
struct snt_inject_super {
	enum snt_inject_cut cut;
	uint16_t payload_len;
	uint16_t transport_at;
	uint16_t header_len;
};

/**
 * struct snt_inject_timestamp - when a frame left
 * @number: counts the packets that the kernel made of frames, from 0; one more
 *	each time that a full queue refuses a frame
 * @time_ns: by the clock of the wall, or of the interface
 * @is_hardware: the interface has said it, which must be configured to
 */
struct snt_inject_timestamp {
	uint32_t number;
	uint64_t time_ns;
	bool is_hardware;
};

int snt_inject_open(struct snt_inject **tx,
		    const struct snt_inject_options *options,
		    struct snt_inject_error *error);
uint32_t snt_inject_close(struct snt_inject *tx);

void *snt_inject_slot(struct snt_inject *tx);
int snt_inject_send(struct snt_inject *tx, size_t len);
int snt_inject_send_super(struct snt_inject *tx, size_t len,
			  const struct snt_inject_super *super);
void snt_inject_discard(struct snt_inject *tx);
int snt_inject_flush(struct snt_inject *tx);
int snt_inject_wait_slot(struct snt_inject *tx, int timeout_ms);
int snt_inject_wait_drained(struct snt_inject *tx, int timeout_ms,
			    uint32_t *pending);

int snt_inject_event_fd(struct snt_inject *tx);
void snt_inject_event_clear(struct snt_inject *tx);
int snt_inject_timestamp(struct snt_inject *tx,
			 struct snt_inject_timestamp *stamp);

size_t snt_inject_frame_capacity(const struct snt_inject *tx);
size_t snt_inject_frame_max(const struct snt_inject *tx);
uint32_t snt_inject_frame_nr(const struct snt_inject *tx);
uint32_t snt_inject_available(struct snt_inject *tx);
uint32_t snt_inject_pending(struct snt_inject *tx);
uint64_t snt_inject_rejected(const struct snt_inject *tx);

#endif /* _SNAPTUN_INJECT_H */
