/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether a file is another one than before.
 */
#ifndef _SNT_FILE_WATCH_H
#define _SNT_FILE_WATCH_H

#include <sys/stat.h>

#include "loop.h"

/**
 * struct snt_file_watch - a file that may change
 * @loop: what it runs on
 * @timer: when it is looked at
 * @path: the file, of whoever watches it; NULL when there is none to watch
 * @seen: what it was; all zero for one that is not there
 * @changed: it has changed, come or gone
 */
struct snt_file_watch {
	struct snt_loop *loop;
	struct snt_timer timer;
	const char *path;
	struct stat seen;
	void (*changed)(struct snt_file_watch *watch);
};

void snt_file_watch_init(struct snt_file_watch *watch, struct snt_loop *loop,
			 const char *path,
			 void (*changed)(struct snt_file_watch *watch));
void snt_file_watch_uninit(struct snt_file_watch *watch);
void snt_file_watch_note(struct snt_file_watch *watch);

#endif
