/* SPDX-License-Identifier: GPL-2.0-only */
/* Handshakes as people see them who look for a fault. */
#ifndef _SNT_HANDSHAKE_WATCH_H
#define _SNT_HANDSHAKE_WATCH_H

#include <linux/types.h>

struct snt_endpoint;
struct snt_tunnel;

void snt_handshake_tell_sent(struct snt_tunnel *tunnel, u8 message);
void snt_handshake_tell_received(struct snt_tunnel *tunnel, u8 message,
				 const struct snt_endpoint *from);

#endif /* _SNT_HANDSHAKE_WATCH_H */
