/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bytes that become more.
 */
#ifndef _SNT_BUFFER_H
#define _SNT_BUFFER_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct snt_buffer - bytes
 * @bytes: may move when there are more
 * @len: how many
 * @max: how many there is room for
 */
struct snt_buffer {
	uint8_t *bytes;
	size_t len;
	size_t max;
};

void snt_buffer_add(struct snt_buffer *buffer, const void *bytes, size_t len);
void snt_buffer_take(struct snt_buffer *buffer, size_t len);
void snt_buffer_uninit(struct snt_buffer *buffer);

#endif
