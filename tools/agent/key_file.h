/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file of a private key.
 */
#ifndef _SNT_KEY_FILE_H
#define _SNT_KEY_FILE_H

#include <stdbool.h>

#include "key.h"

int snt_key_file_load(uint8_t key[SNT_KEY_LEN], const char *path,
		      bool *was_made, const char **why);

#endif
