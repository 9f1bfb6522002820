/* SPDX-License-Identifier: GPL-2.0-only */
/* The responder's half of handshakes. */
#ifndef _SNT_HANDSHAKE_INITIATION_H
#define _SNT_HANDSHAKE_INITIATION_H

#include <linux/types.h>

struct snt_device;
struct snt_handshake_msg;
struct snt_tunnel;

void snt_handshake_count(struct snt_tunnel *tunnel,
			 const struct snt_handshake_msg *msg);
bool snt_handshake_is_expected(struct snt_tunnel *tunnel,
			       const struct snt_handshake_msg *msg);
void snt_handshake_follow(struct snt_tunnel *tunnel,
			  const struct snt_handshake_msg *msg);
void snt_handshake_take_initiation(struct snt_device *snt,
				   const struct snt_handshake_msg *msg);

#endif /* _SNT_HANDSHAKE_INITIATION_H */
