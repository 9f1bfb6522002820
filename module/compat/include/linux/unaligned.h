/* SPDX-License-Identifier: GPL-2.0-only */
/* 6.12 and later have this header themselves. */
#include <asm/unaligned.h>
