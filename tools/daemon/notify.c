// SPDX-License-Identifier: GPL-2.0-only
/*
 * sd_notify(3): datagrams to the socket that NOTIFY_SOCKET names. Without one,
 * nobody wants to know.
 */
#include "notify.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "container.h"

static void send_text(const char *path, const char *text, size_t len)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	size_t path_len = strlen(path);
	int fd;

	if (path_len >= sizeof(addr.sun_path))
		return;
	memcpy(addr.sun_path, path, path_len);
	/* '@' stands for the abstract namespace */
	if (*path == '@')
		addr.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	/* a manager that does not listen is no trouble of ours */
	if (sendto(fd, text, len, MSG_NOSIGNAL | MSG_DONTWAIT,
		   (const struct sockaddr *)&addr,
		   offsetof(struct sockaddr_un, sun_path) + path_len) < 0)
		path_len = 0;
	close(fd);
}

/**
 * snt_notify_tell - tell the manager
 * @format: lines as sd_notify(3) has them
 */
void snt_notify_tell(const char *format, ...)
{
	const char *path = getenv("NOTIFY_SOCKET");
	char text[512];
	va_list args;
	int len;

	if (!path)
		return;
	va_start(args, format);
	len = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (len > 0 && (size_t)len < sizeof(text))
		send_text(path, text, len);
}

/**
 * snt_notify_tell_reloading - tell the manager that a reload has begun
 *
 * It ends with "READY=1".
 */
void snt_notify_tell_reloading(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	snt_notify_tell("RELOADING=1\nMONOTONIC_USEC=%llu\n",
			now.tv_sec * 1000000ull + now.tv_nsec / 1000);
}

static void be_alive(struct snt_timer *timer)
{
	struct snt_notify *notify =
		snt_container_of(timer, struct snt_notify, timer);

	snt_notify_tell("WATCHDOG=1\n");
	snt_loop_set(notify->loop, &notify->timer,
		     snt_loop_now() + notify->interval_ms);
}

/**
 * snt_notify_init - satisfy the watchdog, if there is one
 * @notify: filled
 * @loop: which is what has to be alive
 */
void snt_notify_init(struct snt_notify *notify, struct snt_loop *loop)
{
	const char *interval = getenv("WATCHDOG_USEC");
	const char *pid = getenv("WATCHDOG_PID");

	*notify = (struct snt_notify){
		.loop = loop,
		.timer.expired = be_alive,
	};
	if (!interval || (pid && strtol(pid, NULL, 10) != getpid()))
		return;
	notify->interval_ms = strtoull(interval, NULL, 10) / 2000;
	if (notify->interval_ms)
		be_alive(&notify->timer);
}

/**
 * snt_notify_uninit - say no more that we are alive
 * @notify: from snt_notify_init()
 */
void snt_notify_uninit(struct snt_notify *notify)
{
	snt_loop_unset(notify->loop, &notify->timer);
}
