/* SPDX-License-Identifier: GPL-2.0-only */
/* Handshake messages of ours, and the session that a handshake ends in. */
#ifndef _SNT_HANDSHAKE_SEND_H
#define _SNT_HANDSHAKE_SEND_H

#include <linux/types.h>

struct snt_device;
struct snt_endpoint;
struct snt_tunnel;

void snt_handshake_init(struct snt_tunnel *tunnel);
void snt_handshake_stop(struct snt_tunnel *tunnel);
void snt_handshake_initiate(struct snt_tunnel *tunnel, bool is_retry);
void snt_handshake_refuse(struct snt_device *snt, struct snt_tunnel *tunnel,
			  int err);
void snt_handshake_send_response(struct snt_tunnel *tunnel,
				 const struct snt_endpoint *from);
int snt_handshake_begin_session_locked(struct snt_tunnel *tunnel);

#endif /* _SNT_HANDSHAKE_SEND_H */
