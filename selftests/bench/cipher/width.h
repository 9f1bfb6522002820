/* SPDX-License-Identifier: GPL-2.0-only */
/* Which of the kernel's functions are used. */
#ifndef _SNT_CIPHER_WIDTH_H
#define _SNT_CIPHER_WIDTH_H

#include <stdbool.h>

enum width {
	WIDTH_SSSE3,
	WIDTH_AVX2,
	WIDTH_AVX512,
	WIDTH_NR
};

extern enum width width;

bool width_is_there(enum width wanted);
const char *width_name(enum width wanted);

#endif /* _SNT_CIPHER_WIDTH_H */
