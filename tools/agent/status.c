// SPDX-License-Identifier: GPL-2.0-only
/*
 * Others send "status" or "wait" and maybe the name of a device, and get the
 * state in JSON, at once or when the device is ready.
 */
#include "status.h"

#include <stdlib.h>
#include <string.h>

#include "container.h"

static void answer(struct snt_status *status, struct snt_local_client *client)
{
	size_t len;
	char *text = status->write(status, &len);

	snt_local_answer(client, text, len);
	free(text);
}

/* Returns the device that a line is about, or NULL for all. */
static const char *device_of(const char *line)
{
	const char *space = strchr(line, ' ');

	return space ? space + 1 : NULL;
}

static void take_line(struct snt_local_client *client)
{
	struct snt_status *status =
		snt_container_of(client->local, struct snt_status, local);
	const char *line = client->line;

	if (!strcmp(line, "status"))
		answer(status, client);
	else if (strncmp(line, "wait", 4) || (line[4] && line[4] != ' '))
		snt_local_drop(client);
	else if (status->is_ready(status, device_of(line)))
		answer(status, client);
}

/**
 * snt_status_init - let others ask
 * @status: its callbacks are set; to be given to snt_status_uninit() also on
 *	failure
 * @loop: what it runs on
 * @path: of the socket
 *
 * Return: 0, -EADDRINUSE when another agent is there, or why there can be no
 * such socket.
 */
int snt_status_init(struct snt_status *status, struct snt_loop *loop,
		    const char *path)
{
	status->local.loop = loop;
	status->local.take = take_line;
	return snt_local_init(&status->local, path);
}

/**
 * snt_status_uninit - let nobody ask any more
 * @status: from snt_status_init()
 */
void snt_status_uninit(struct snt_status *status)
{
	snt_local_uninit(&status->local);
}

/**
 * snt_status_tell - see who need not wait any longer
 * @status: the socket
 */
void snt_status_tell(struct snt_status *status)
{
	struct snt_local_client *client = status->local.clients, *next;

	for (; client; client = next) {
		next = client->next;
		if (client->is_taken &&
		    status->is_ready(status, device_of(client->line)))
			answer(status, client);
	}
}
