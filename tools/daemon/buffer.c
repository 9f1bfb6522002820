// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whoever adds bytes that come from elsewhere looks first how many there are.
 */
#include "buffer.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

/**
 * snt_buffer_add - add bytes at the end
 * @buffer: gets them
 * @bytes: copied
 * @len: how many
 */
void snt_buffer_add(struct snt_buffer *buffer, const void *bytes, size_t len)
{
	if (!len)
		return;
	buffer->bytes = snt_mem_grow(buffer->bytes, &buffer->max,
				     buffer->len + len, 1);
	memcpy(buffer->bytes + buffer->len, bytes, len);
	buffer->len += len;
}

/**
 * snt_buffer_take - take bytes away from the beginning
 * @buffer: has them
 * @len: how many
 */
void snt_buffer_take(struct snt_buffer *buffer, size_t len)
{
	buffer->len -= len;
	if (buffer->len)
		memmove(buffer->bytes, buffer->bytes + len, buffer->len);
}

/**
 * snt_buffer_uninit - free the bytes
 * @buffer: empty afterwards
 */
void snt_buffer_uninit(struct snt_buffer *buffer)
{
	free(buffer->bytes);
	*buffer = (struct snt_buffer){ 0 };
}
