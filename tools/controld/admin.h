/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The socket at which the owner of a control plane tells it what to do.
 */
#ifndef _SNT_ADMIN_H
#define _SNT_ADMIN_H

#include "front.h"
#include "local.h"

/**
 * struct snt_admin - a socket for the owner
 * @local: the socket
 * @front: what is told
 */
struct snt_admin {
	struct snt_local local;
	struct snt_front *front;
};

int snt_admin_init(struct snt_admin *admin, struct snt_loop *loop,
		   struct snt_front *front, const char *path);
void snt_admin_uninit(struct snt_admin *admin);

#endif
