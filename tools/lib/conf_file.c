// SPDX-License-Identifier: GPL-2.0-only
/*
 * Brings a configuration file to the parser.
 */
#include "conf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"

/*
 * A pipe or a file is empty when what should have written it failed, and then
 * it must not pass for a configuration without peers. Nobody fails to write a
 * device: /dev/null means nothing.
 */
static int require_section(const struct snt_conf *conf, int fd,
			   struct snt_conf_error *error)
{
	struct stat st;

	if (conf->has_section || (!fstat(fd, &st) && S_ISCHR(st.st_mode)))
		return 0;
	snprintf(error->text, sizeof(error->text),
		 "there is no [Interface] or [Peer] in it, as if what should have written it had failed; for no configuration at all give /dev/null");
	return -EINVAL;
}

/**
 * snt_conf_read - read a configuration file
 * @conf: filled; to be freed by snt_conf_uninit() also on failure
 * @path: the file; may be a pipe such as /dev/stdin
 * @quick: admit the keys of "up" and "down"
 * @error: what is wrong, when something is
 *
 * Return: 0, -EINVAL, or why the file cannot be read.
 */
int snt_conf_read(struct snt_conf *conf, const char *path, bool quick,
		  struct snt_conf_error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *text = NULL;
	size_t len;
	int ret;

	memset(conf, 0, sizeof(*conf));
	memset(error, 0, sizeof(*error));
	if (fd >= 0)
		text = snt_file_read(fd, &len);
	if (!text) {
		ret = -errno;
		snprintf(error->text, sizeof(error->text), "%s",
			 strerror(errno));
	} else {
		ret = snt_conf_parse(conf, text, len, quick, error);
		if (!ret)
			ret = require_section(conf, fd, error);
		explicit_bzero(text, len);
		free(text);
	}
	if (fd >= 0)
		close(fd);
	return ret;
}
