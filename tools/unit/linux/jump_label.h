/* SPDX-License-Identifier: GPL-2.0-only */
/* A branch that is seldom changed. */
#ifndef _SNT_UNIT_LINUX_JUMP_LABEL_H
#define _SNT_UNIT_LINUX_JUMP_LABEL_H

#include <stdbool.h>

#define DEFINE_STATIC_KEY_TRUE(name)	bool name = true
#define static_branch_likely(key)	(*(key))
#define static_branch_disable(key)	((void)(*(key) = false))

#endif /* _SNT_UNIT_LINUX_JUMP_LABEL_H */
