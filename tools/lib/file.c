// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading files of any length, and pipes.
 */
#include "file.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

#include "mem.h"

/**
 * snt_file_read - read to the end of a file
 * @fd: where to read
 * @len: how many bytes there are
 *
 * Return: the bytes, to be freed with free(); NULL with errno set when they
 * cannot be read.
 */
char *snt_file_read(int fd, size_t *len)
{
	size_t max = 0;
	char *text = NULL;
	ssize_t n;

	*len = 0;
	do {
		text = snt_mem_grow(text, &max, *len + 65536, 1);
		n = read(fd, text + *len, max - *len);
		if (n > 0)
			*len += n;
	} while (n > 0 || (n < 0 && errno == EINTR));
	if (!n)
		return text;
	free(text);
	return NULL;
}
