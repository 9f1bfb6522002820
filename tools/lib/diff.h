/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What has to be changed to get from one configuration to another.
 */
#ifndef _SNT_DIFF_H
#define _SNT_DIFF_H

#include "model.h"

enum snt_diff_mode {
	SNT_DIFF_SET,		/* what is not wanted by name is reset */
	SNT_DIFF_SYNC,		/* ... of the device stays as it is */
};

struct snt_dev *snt_diff_create(struct snt_dev *have, struct snt_dev *want,
				enum snt_diff_mode mode);

#endif
