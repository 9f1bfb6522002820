// SPDX-License-Identifier: GPL-2.0-only
/*
 * Others send one line, "status" or "wait" and maybe the name of a device, and
 * get the state in JSON, at once or when the device is ready.
 */
#include "status.h"

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
#define LINE_MAX_LEN	64

/**
 * struct snt_status_client - who asks
 * @next: the next one
 * @status: the socket
 * @watch: the connection
 * @line: what it sent so far
 * @len: characters of it
 * @is_waiting: the line is whole, and it waits for a device
 */
struct snt_status_client {
	struct snt_status_client *next;
	struct snt_status *status;
	struct snt_watch watch;
	char line[LINE_MAX_LEN + 1];
	size_t len;
	bool is_waiting;
};

static void free_client(struct snt_status_client *client)
{
	struct snt_status_client **at = &client->status->clients;

	while (*at != client)
		at = &(*at)->next;
	*at = client->next;
	client->status->nr_clients--;
	snt_loop_unwatch(client->status->loop, &client->watch);
	close(client->watch.fd);
	free(client);
}

/* A socket holds more than any answer has; who does not read gets less. */
static void answer(struct snt_status_client *client)
{
	size_t len, done = 0;
	char *text = client->status->write(client->status, &len);
	ssize_t n;

	do {
		n = send(client->watch.fd, text + done, len - done,
			 MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n > 0)
			done += n;
	} while (n > 0 && done < len);
	free(text);
	free_client(client);
}

/* Returns the device that a line is about, or NULL for all. */
static const char *device_of(const char *line)
{
	const char *space = strchr(line, ' ');

	return space ? space + 1 : NULL;
}

static void take_line(struct snt_status_client *client)
{
	struct snt_status *status = client->status;
	const char *line = client->line;

	if (!strcmp(line, "status"))
		answer(client);
	else if (strncmp(line, "wait", 4) || (line[4] && line[4] != ' '))
		free_client(client);
	else if (status->is_ready(status, device_of(line)))
		answer(client);
	else
		client->is_waiting = true;
}

static void take_bytes(struct snt_watch *watch, uint32_t events)
{
	struct snt_status_client *client =
		snt_container_of(watch, struct snt_status_client, watch);
	ssize_t n = recv(watch->fd, client->line + client->len,
			 LINE_MAX_LEN - client->len, MSG_DONTWAIT);
	char *end;

	(void)events;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0)
		client->len += n;
	end = memchr(client->line, '\n', client->len);
	if (n <= 0 || client->is_waiting ||
	    (!end && client->len == LINE_MAX_LEN)) {
		free_client(client);
	} else if (end) {
		*end = '\0';
		take_line(client);
	}
}

static void accept_client(struct snt_watch *watch, uint32_t events)
{
	struct snt_status *status =
		snt_container_of(watch, struct snt_status, listener);
	struct snt_status_client *client;
	int fd = accept4(watch->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	(void)events;
	if (fd < 0)
		return;
	if (status->nr_clients == CLIENTS_MAX) {
		close(fd);
		return;
	}
	client = snt_mem_alloc(sizeof(*client));
	client->status = status;
	client->watch = (struct snt_watch){ fd, take_bytes };
	client->next = status->clients;
	status->clients = client;
	status->nr_clients++;
	snt_loop_watch(status->loop, &client->watch, EPOLLIN);
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
 * snt_status_connect - ask at the socket of an agent
 * @path: of the socket
 *
 * Return: the connection, or why there is none.
 */
int snt_status_connect(const char *path)
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

/* Only the owner may ask. What another agent has left behind goes away. */
static int bind_socket(int fd, const char *path)
{
	struct sockaddr_un addr;
	int ret = name_socket(&addr, path), other;
	mode_t mask;

	if (ret)
		return ret;
	other = snt_status_connect(path);
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
 * snt_status_init - let others ask
 * @status: its loop and callbacks are set; to be given to snt_status_uninit()
 *	also on failure
 * @path: of the socket
 *
 * Return: 0, -EADDRINUSE when another agent is there, or why there can be no
 * such socket.
 */
int snt_status_init(struct snt_status *status, const char *path)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int ret;

	status->listener = (struct snt_watch){ fd, accept_client };
	if (fd < 0)
		return -errno;
	ret = bind_socket(fd, path);
	if (ret)
		return ret;
	status->path = snt_mem_copy(path, strlen(path));
	return snt_loop_watch(status->loop, &status->listener, EPOLLIN);
}

/**
 * snt_status_uninit - let nobody ask any more
 * @status: from snt_status_init()
 */
void snt_status_uninit(struct snt_status *status)
{
	while (status->clients)
		free_client(status->clients);
	if (status->path) {
		snt_loop_unwatch(status->loop, &status->listener);
		unlink(status->path);
	}
	free(status->path);
	if (status->listener.fd >= 0)
		close(status->listener.fd);
}

/**
 * snt_status_tell - see who need not wait any longer
 * @status: the socket
 */
void snt_status_tell(struct snt_status *status)
{
	struct snt_status_client *client = status->clients, *next;

	for (; client; client = next) {
		next = client->next;
		if (client->is_waiting &&
		    status->is_ready(status, device_of(client->line)))
			answer(client);
	}
}
