/* SPDX-License-Identifier: GPL-2.0-only */
/* Receiving: drain the sockets, sort by session, open, check, deliver. */
#ifndef _SNT_RX_H
#define _SNT_RX_H

#include <linux/netdevice.h>

struct snt_device;
struct snt_tunnel;
struct snt_udp;
struct sock;

void snt_rx_socket_ready(struct snt_udp *udp);
int snt_rx_poll(struct napi_struct *napi, int budget);
void snt_rx_purge(struct snt_device *snt);

#endif /* _SNT_RX_H */
