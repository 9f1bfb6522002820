/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's types, and annotations that only sparse reads. */
#ifndef _SNT_UNIT_LINUX_TYPES_H
#define _SNT_UNIT_LINUX_TYPES_H

#include <asm/types.h>
#include "env_user.h"

#define __rcu
#define __force

#endif /* _SNT_UNIT_LINUX_TYPES_H */
