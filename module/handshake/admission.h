/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is a handshake message worth a key exchange? The part of a handshake that
 * strangers reach: two hashes, and under load cookies and a limit per source.
 */
#ifndef _SNT_ADMISSION_H
#define _SNT_ADMISSION_H

#include <linux/types.h>
#include "handshake_queue.h"

struct snt_device;

int snt_admission_check(struct snt_device *snt,
			const struct snt_handshake_msg *msg, bool is_loaded);

#endif /* _SNT_ADMISSION_H */
