// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that is wiped before it is freed, and files that hold a secret.
 */
#include "secret.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "mem.h"

/**
 * snt_secret_harden - let nobody look into this process
 *
 * No core dump, and no debugger of the same user.
 *
 * Return: 0 or why not.
 */
int snt_secret_harden(void)
{
	const struct rlimit none = { 0 };

	if (prctl(PR_SET_DUMPABLE, 0) || setrlimit(RLIMIT_CORE, &none))
		return -errno;
	return 0;
}

/**
 * snt_secret_resize - other memory with the same bytes
 * @old: wiped, or NULL
 * @size: bytes of the new one
 *
 * Return: the memory, or NULL with @old as it was.
 */
void *snt_secret_resize(void *old, size_t size)
{
	size_t old_size = malloc_usable_size(old);
	void *new = malloc(size);

	if (!new || !old)
		return new;
	memcpy(new, old, old_size < size ? old_size : size);
	snt_secret_free(old);
	return new;
}

/**
 * snt_secret_free - wipe and free
 * @secret: memory of malloc(), or NULL
 */
void snt_secret_free(void *secret)
{
	if (secret)
		explicit_bzero(secret, malloc_usable_size(secret));
	free(secret);
}

/**
 * snt_secret_trim - take the white space away from the end
 * @text: gets a NUL behind what is left
 * @len: how many characters; updated
 */
void snt_secret_trim(char *text, size_t *len)
{
	while (*len && isspace((unsigned char)text[*len - 1]))
		(*len)--;
	text[*len] = '\0';
}

/* Returns the bytes of a file, or -EFBIG for more than there is room for. */
static ssize_t read_all(int fd, char *text)
{
	size_t len = 0;
	ssize_t n;

	while (len <= SNT_SECRET_MAX) {
		n = read(fd, text + len, SNT_SECRET_MAX + 1 - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			return len;
		len += n;
	}
	return -EFBIG;
}

/**
 * snt_secret_read - read a file that holds a secret
 * @text: its characters without white space at the end; to be freed with
 *	snt_secret_free()
 * @len: how many
 * @path: the file
 *
 * Return: 0, -EFBIG for a file of more than SNT_SECRET_MAX bytes, or why it
 * cannot be read; then there is nothing to be freed.
 */
int snt_secret_read(char **text, size_t *len, const char *path)
{
	/* all would wait for whoever writes to a pipe, and maybe nobody does */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n;

	if (fd < 0)
		return -errno;
	*text = snt_mem_alloc(SNT_SECRET_MAX + 2);
	n = read_all(fd, *text);
	close(fd);
	if (n < 0) {
		snt_secret_free(*text);
		return n;
	}
	*len = n;
	snt_secret_trim(*text, len);
	return 0;
}
