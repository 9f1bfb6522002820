/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel timer of a tunnel, which feeds core/schedule and carries out what
 * it says. All rules about when something is due are there.
 */
#ifndef _SNT_TIMERS_H
#define _SNT_TIMERS_H

#include "tunnel.h"

void snt_timers_init(struct snt_tunnel *tunnel);
void snt_timers_start(struct snt_tunnel *tunnel);
void snt_timers_stop(struct snt_tunnel *tunnel);

/* Of the data path: once per batch */
void snt_timers_data_sent(struct snt_tunnel *tunnel);
void snt_timers_keepalive_sent(struct snt_tunnel *tunnel);
void snt_timers_data_received(struct snt_tunnel *tunnel);
void snt_timers_keepalive_received(struct snt_tunnel *tunnel);

/* Of the handshake */
void snt_timers_handshake_wanted(struct snt_tunnel *tunnel);
void snt_timers_initiation_sent(struct snt_tunnel *tunnel);
void snt_timers_response_sent(struct snt_tunnel *tunnel);
void snt_timers_message_received(struct snt_tunnel *tunnel);
void snt_timers_session_derived(struct snt_tunnel *tunnel);
void snt_timers_handshake_complete(struct snt_tunnel *tunnel);
bool snt_timers_is_handshaking(struct snt_tunnel *tunnel);

/* Of configuration and of the system */
void snt_timers_set_keepalive(struct snt_tunnel *tunnel, u16 seconds);
u16 snt_timers_keepalive(struct snt_tunnel *tunnel);
void snt_timers_set_wipe(struct snt_tunnel *tunnel, u32 seconds);
void snt_timers_set_mode(struct snt_tunnel *tunnel, u8 wire);
void snt_timers_wipe_keys(struct snt_tunnel *tunnel);
void snt_timers_resume(struct snt_tunnel *tunnel);

#endif /* _SNT_TIMERS_H */
