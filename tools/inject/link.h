/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an interface is, as far as it matters for sending frames.
 */
#ifndef _SNT_INJECT_LINK_H
#define _SNT_INJECT_LINK_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct snt_link - an interface
 * @name: its name
 * @index: its number
 * @type: of its link header, ARPHRD_...
 * @address: its hardware address, if it is Ethernet
 * @is_up: it is up
 * @is_known: the length of its link header is known
 * @is_copying: what it sends is read on this machine, so that the kernel takes
 *	a frame out of a ring by copying it
 * @header_len: bytes of its link header
 * @mtu: bytes behind the link header
 */
struct snt_link {
	char name[IFNAMSIZ];
	int index;
	uint16_t type;
	uint8_t address[6];
	bool is_up;
	bool is_known;
	bool is_copying;
	uint32_t header_len;
	uint32_t mtu;
};

int snt_link_get(struct snt_link *link, const char *name);
int snt_link_update_mtu(struct snt_link *link, int fd);
size_t snt_link_frame_max(const struct snt_link *link, const uint8_t *frame,
			  size_t len);

#endif /* _SNT_INJECT_LINK_H */
