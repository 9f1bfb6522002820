/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Keys as text. Conversions take the same time for every key of one length.
 */
#ifndef _SNT_KEY_H
#define _SNT_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model.h"

/* base64 of 32 bytes, and the NUL */
#define SNT_KEY_TEXT	45

void snt_key_to_text(char text[SNT_KEY_TEXT], const uint8_t key[SNT_KEY_LEN]);
int snt_key_from_text(uint8_t key[SNT_KEY_LEN], const char *text, size_t len);
int snt_key_from_fd(uint8_t key[SNT_KEY_LEN], int fd);
int snt_key_from_file(uint8_t key[SNT_KEY_LEN], const char *path);
bool snt_key_is_zero(const uint8_t key[SNT_KEY_LEN]);
void snt_key_clamp(uint8_t key[SNT_KEY_LEN]);
int snt_key_random(uint8_t key[SNT_KEY_LEN]);
int snt_key_public(uint8_t public_key[SNT_KEY_LEN],
		   const uint8_t private_key[SNT_KEY_LEN]);

#endif
