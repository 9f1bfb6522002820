/* SPDX-License-Identifier: GPL-2.0-only */
/* 6.5 and later have this header themselves. */
#include <linux/netdevice.h>
