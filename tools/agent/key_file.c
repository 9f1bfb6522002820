// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads a private key, or makes one and keeps it.
 */
#include "key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"

static int write_key(int fd, const uint8_t key[SNT_KEY_LEN])
{
	char text[SNT_KEY_TEXT];
	ssize_t n;

	snt_key_to_text(text, key);
	text[SNT_KEY_TEXT - 1] = '\n';
	n = write(fd, text, SNT_KEY_TEXT);
	explicit_bzero(text, sizeof(text));
	if (n != SNT_KEY_TEXT)
		return n < 0 ? -errno : -ENOSPC;
	return fsync(fd) ? -errno : 0;
}

/*
 * The file is there as a whole or not at all, and one that somebody else has
 * made meanwhile stays: then it is -EEXIST.
 */
static int make_file(const char *path, const uint8_t key[SNT_KEY_LEN])
{
	char *name = snt_mem_alloc(strlen(path) + 8);
	int fd, ret;

	sprintf(name, "%s.XXXXXX", path);
	fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0) {
		ret = -errno;
		free(name);
		return ret;
	}
	ret = write_key(fd, key);
	if (!ret && link(name, path))
		ret = -errno;
	unlink(name);
	close(fd);
	free(name);
	return ret;
}

/* Systemd makes it for the service, but "once" may come before that. */
static void make_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder;

	if (!slash)
		return;
	folder = snt_mem_copy(path, (size_t)(slash - path));
	mkdir(folder, 0700);	/* if not, there can be no file in it */
	free(folder);
}

static int read_file(uint8_t key[SNT_KEY_LEN], const char *path,
		     const char **why)
{
	struct stat st;
	int ret = snt_key_from_file(key, path);

	if (!ret && snt_key_is_zero(key))
		ret = -EINVAL;
	if (ret == -EINVAL) {
		*why = "it holds no key in base64";
	} else if (ret) {
		*why = strerror(-ret);
	} else if (!stat(path, &st) && (st.st_mode & 077)) {
		explicit_bzero(key, SNT_KEY_LEN);
		*why = "others may read it: chmod 600, or make a new key if they have";
		ret = -EPERM;
	}
	return ret;
}

/**
 * snt_key_file_load - read a private key, or make one
 * @key: the key
 * @path: the file; made with mode 0600 when there is none, and its folder with
 *	0700
 * @was_made: it was
 * @why: what is wrong, when something is
 *
 * Return: 0 or why there is no key.
 */
int snt_key_file_load(uint8_t key[SNT_KEY_LEN], const char *path,
		      bool *was_made, const char **why)
{
	int ret = read_file(key, path, why);

	*was_made = false;
	if (ret != -ENOENT)
		return ret;
	ret = snt_key_random(key);
	snt_key_clamp(key);
	if (!ret) {
		make_folder(path);
		ret = make_file(path, key);
	}
	if (ret == -EEXIST)
		return read_file(key, path, why);
	*was_made = !ret;
	if (ret)
		*why = strerror(-ret);
	return ret;
}
