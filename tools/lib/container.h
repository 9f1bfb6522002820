/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a member to what it is a member of, as callbacks are given the former.
 */
#ifndef _SNT_CONTAINER_H
#define _SNT_CONTAINER_H

#include <stddef.h>

#define snt_container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))

#endif
