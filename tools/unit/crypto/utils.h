/* SPDX-License-Identifier: GPL-2.0-only */
/* Comparison in constant time. */
#ifndef _SNT_UNIT_CRYPTO_UTILS_H
#define _SNT_UNIT_CRYPTO_UTILS_H

#include "core/crypto.h"

#define crypto_memneq(a, b, len)	(!snt_crypto_equal(a, b, len))

#endif /* _SNT_UNIT_CRYPTO_UTILS_H */
