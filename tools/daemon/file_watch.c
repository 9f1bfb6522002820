// SPDX-License-Identifier: GPL-2.0-only
/*
 * Looks once a second: that sees also what is behind links and in other file
 * systems, and a file that is put in the place of another.
 */
#include "file_watch.h"

#include <string.h>

#include "container.h"

#define LOOK_MS		1000

static struct stat look(const char *path)
{
	struct stat seen;

	if (stat(path, &seen))
		memset(&seen, 0, sizeof(seen));
	return seen;
}

static bool is_same(const struct stat *one, const struct stat *other)
{
	return one->st_dev == other->st_dev && one->st_ino == other->st_ino &&
	       one->st_size == other->st_size &&
	       one->st_mtim.tv_sec == other->st_mtim.tv_sec &&
	       one->st_mtim.tv_nsec == other->st_mtim.tv_nsec &&
	       one->st_ctim.tv_sec == other->st_ctim.tv_sec &&
	       one->st_ctim.tv_nsec == other->st_ctim.tv_nsec;
}

static void look_again(struct snt_timer *timer)
{
	struct snt_file_watch *watch =
		snt_container_of(timer, struct snt_file_watch, timer);
	struct stat seen = look(watch->path);
	bool is_other = !is_same(&seen, &watch->seen);

	watch->seen = seen;
	snt_loop_set(watch->loop, timer, snt_loop_now() + LOOK_MS);
	if (is_other)
		watch->changed(watch);
}

/**
 * snt_file_watch_init - look at a file from now on
 * @watch: filled; before the file is read for the first time
 * @loop: what it runs on
 * @path: the file, which stays; NULL for none
 * @changed: called when it has changed
 */
void snt_file_watch_init(struct snt_file_watch *watch, struct snt_loop *loop,
			 const char *path,
			 void (*changed)(struct snt_file_watch *watch))
{
	*watch = (struct snt_file_watch){
		.loop = loop,
		.timer.expired = look_again,
		.path = path,
		.changed = changed,
	};
	if (!path)
		return;
	watch->seen = look(path);
	snt_loop_set(loop, &watch->timer, snt_loop_now() + LOOK_MS);
}

/**
 * snt_file_watch_uninit - look no more
 * @watch: from snt_file_watch_init()
 */
void snt_file_watch_uninit(struct snt_file_watch *watch)
{
	if (watch->path)
		snt_loop_unset(watch->loop, &watch->timer);
}

/**
 * snt_file_watch_note - what it is now is known
 * @watch: of a file that is about to be read
 */
void snt_file_watch_note(struct snt_file_watch *watch)
{
	watch->seen = look(watch->path);
}
