// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading files of any length, and pipes; writing files as a whole.
 */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
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

static int write_all(int fd, const char *text, size_t len)
{
	ssize_t n;

	while (len) {
		n = write(fd, text, len);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			text += n;
			len -= n;
		}
	}
	return fsync(fd) ? -errno : 0;
}

/* One that was left over may be readable by others. */
static int write_fresh(const char *path, const char *text, size_t len)
{
	int fd, ret;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	ret = write_all(fd, text, len);
	if (close(fd) && !ret)
		ret = -errno;
	return ret;
}

/**
 * snt_file_write - write a file that only its owner can read
 * @path: the file, which nobody sees half written
 * @text: the bytes
 * @len: how many
 * @replace: whether there may be one already
 *
 * Return: 0, or a negative errno: -EEXIST if there is one that must not be
 * replaced.
 */
int snt_file_write(const char *path, const char *text, size_t len,
		   bool replace)
{
	char fresh[PATH_MAX];
	int ret;

	if (snprintf(fresh, sizeof(fresh), "%s.tmp", path) >=
	    (int)sizeof(fresh))
		return -ENAMETOOLONG;
	ret = write_fresh(fresh, text, len);
	if (!ret && (replace ? rename(fresh, path) : link(fresh, path)))
		ret = -errno;
	if (ret || !replace)
		unlink(fresh);
	return ret;
}

/**
 * snt_file_begin - begin to write a file that nobody sees half written
 * @file: to be ended by snt_file_end() on success
 * @path: the file; stays until then
 * @mode: who may read it
 *
 * Return: 0 or a negative errno.
 */
int snt_file_begin(struct snt_file_new *file, const char *path, mode_t mode)
{
	int fd;

	file->path = path;
	if (snprintf(file->fresh, sizeof(file->fresh), "%s.tmp", path) >=
	    (int)sizeof(file->fresh))
		return -ENAMETOOLONG;
	unlink(file->fresh);
	fd = open(file->fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0)
		return -errno;
	/* whatever the umask says */
	file->out = fchmod(fd, mode) ? NULL : fdopen(fd, "w");
	if (file->out)
		return 0;
	close(fd);
	unlink(file->fresh);
	return -EIO;
}

/**
 * snt_file_end - put a file that was written in its place
 * @file: from snt_file_begin()
 * @keep: otherwise it is thrown away, and what was there stays
 *
 * Return: 0 or a negative errno: what was there stays.
 */
int snt_file_end(struct snt_file_new *file, bool keep)
{
	int ret = 0;

	if (fflush(file->out) || fsync(fileno(file->out)))
		ret = -errno;
	if (fclose(file->out) && !ret)
		ret = -errno;
	if (!ret && keep && rename(file->fresh, file->path))
		ret = -errno;
	if (ret || !keep)
		unlink(file->fresh);
	return ret;
}
