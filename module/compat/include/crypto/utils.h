/* SPDX-License-Identifier: GPL-2.0-only */
/* 6.7 and later have this header themselves. */
#include <crypto/algapi.h>
