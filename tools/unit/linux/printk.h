/* SPDX-License-Identifier: GPL-2.0-only */
/* Messages go to where those of a program go. */
#ifndef _SNT_UNIT_LINUX_PRINTK_H
#define _SNT_UNIT_LINUX_PRINTK_H

#include <stdio.h>

#define pr_warn(...)	fprintf(stderr, __VA_ARGS__)

#endif /* _SNT_UNIT_LINUX_PRINTK_H */
