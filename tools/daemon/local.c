// SPDX-License-Identifier: GPL-2.0-only
/*
 * Others send one line and get an answer, at once or later.
 */
#include "local.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "container.h"
#include "mem.h"

#define CLIENTS_MAX	32

/**
 * snt_local_drop - say nothing to a client, or nothing more
 * @client: freed
 */
void snt_local_drop(struct snt_local_client *client)
{
	struct snt_local_client **at = &client->local->clients;

	while (*at != client)
		at = &(*at)->next;
	*at = client->next;
	client->local->nr_clients--;
	snt_loop_unwatch(client->local->loop, &client->watch);
	close(client->watch.fd);
	free(client);
}

/**
 * snt_local_answer - say something to a client
 * @client: freed
 * @text: what
 * @len: characters of it; a socket holds more than any answer has
 *
 * Who does not read gets less.
 */
void snt_local_answer(struct snt_local_client *client, const char *text,
		      size_t len)
{
	size_t done = 0;
	ssize_t n;

	do {
		n = send(client->watch.fd, text + done, len - done,
			 MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n > 0)
			done += n;
	} while (n > 0 && done < len);
	snt_local_drop(client);
}

static void take_bytes(struct snt_watch *watch, uint32_t events)
{
	struct snt_local_client *client =
		snt_container_of(watch, struct snt_local_client, watch);
	ssize_t n = recv(watch->fd, client->line + client->len,
			 SNT_LOCAL_LINE_MAX - client->len, MSG_DONTWAIT);
	char *end;

	(void)events;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0)
		client->len += n;
	end = memchr(client->line, '\n', client->len);
	if (n <= 0 || client->is_taken ||
	    (!end && client->len == SNT_LOCAL_LINE_MAX)) {
		snt_local_drop(client);
	} else if (end) {
		*end = '\0';
		client->is_taken = true;
		client->local->take(client);
	}
}

static void accept_client(struct snt_watch *watch, uint32_t events)
{
	struct snt_local *local =
		snt_container_of(watch, struct snt_local, listener);
	struct snt_local_client *client;
	int fd = accept4(watch->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	(void)events;
	if (fd < 0)
		return;
	if (local->nr_clients == CLIENTS_MAX) {
		close(fd);
		return;
	}
	client = snt_mem_alloc(sizeof(*client));
	client->local = local;
	client->watch = (struct snt_watch){ fd, take_bytes };
	client->next = local->clients;
	local->clients = client;
	local->nr_clients++;
	snt_loop_watch(local->loop, &client->watch, EPOLLIN);
}

static int name_socket(struct sockaddr_un *addr, const char *path)
{
	*addr = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(addr->sun_path))
		return -ENAMETOOLONG;
	strcpy(addr->sun_path, path);
	return 0;
}

/**
 * snt_local_connect - ask at the socket of a daemon
 * @path: of the socket
 *
 * Return: the connection, or why there is none.
 */
int snt_local_connect(const char *path)
{
	struct sockaddr_un addr;
	int ret = name_socket(&addr, path), fd;

	if (ret)
		return ret;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&addr,
			       sizeof(addr))) {
		ret = -errno;
		close(fd);
		return ret;
	}
	return fd < 0 ? -errno : fd;
}

/* As systemd does with RuntimeDirectory. What is wrong, bind(2) tells. */
static void make_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder;

	if (!slash || slash == path)
		return;
	folder = snt_mem_copy(path, slash - path);
	mkdir(folder, 0755);
	free(folder);
}

/* Only the owner may ask. What another daemon has left behind goes away. */
static int bind_socket(int fd, const char *path)
{
	struct sockaddr_un addr;
	int ret = name_socket(&addr, path), other;
	mode_t mask;

	if (ret)
		return ret;
	other = snt_local_connect(path);
	if (other >= 0) {
		close(other);
		return -EADDRINUSE;
	}
	if (other == -ECONNREFUSED)
		unlink(path);
	make_folder(path);
	mask = umask(0177);
	ret = bind(fd, (const struct sockaddr *)&addr, sizeof(addr)) ||
	      listen(fd, CLIENTS_MAX) ? -errno : 0;
	umask(mask);
	return ret;
}

/**
 * snt_local_init - let others ask
 * @local: its loop and @take are set; to be given to snt_local_uninit()
 *	also on failure
 * @path: of the socket
 *
 * Return: 0, -EADDRINUSE when another daemon is there, or why there can be no
 * such socket.
 */
int snt_local_init(struct snt_local *local, const char *path)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int ret;

	local->listener = (struct snt_watch){ fd, accept_client };
	if (fd < 0)
		return -errno;
	ret = bind_socket(fd, path);
	if (ret)
		return ret;
	local->path = snt_mem_copy(path, strlen(path));
	return snt_loop_watch(local->loop, &local->listener, EPOLLIN);
}

/**
 * snt_local_uninit - let nobody ask any more
 * @local: from snt_local_init()
 */
void snt_local_uninit(struct snt_local *local)
{
	while (local->clients)
		snt_local_drop(local->clients);
	if (local->path) {
		snt_loop_unwatch(local->loop, &local->listener);
		unlink(local->path);
	}
	free(local->path);
	if (local->listener.fd >= 0)
		close(local->listener.fd);
}
