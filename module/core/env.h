/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the protocol core takes from its surroundings: integer types, byte
 * order, division, string functions, errno values, static_assert, a CRC. This
 * is the only place in core/ that knows whether it is built for the kernel or
 * for user space; everything else in core/ includes nothing but core/ headers.
 */
#ifndef _SNT_ENV_H
#define _SNT_ENV_H

#ifdef __KERNEL__
#include <asm/byteorder.h>
#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/crc32.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <linux/types.h>
#include <linux/unaligned.h>
#else
#include "env_user.h"
#endif

#endif /* _SNT_ENV_H */
