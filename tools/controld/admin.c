// SPDX-License-Identifier: GPL-2.0-only
/*
 * A line is "status", which is answered with JSON, or "revoke" and what is to be
 * revoked, which is answered with "ok" and how many registrations that ended, or
 * with a line of what is wrong.
 */
#include "admin.h"

#include <stdlib.h>
#include <string.h>

#include "container.h"

static const char revoke_word[] = "revoke ";

static void say_status(struct snt_admin *admin, struct snt_local_client *client)
{
	struct snt_front *front = admin->front;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	snt_metrics_write_json(out, &front->control, front->places,
			       front->nr_places);
	fclose(out);
	snt_local_answer(client, text, len);
	free(text);
}

static void revoke_it(struct snt_admin *admin, struct snt_local_client *client)
{
	struct snt_revocations *revocations =
		&admin->front->control.revocations;
	const char *what = client->line + strlen(revoke_word), *why;
	char text[256];
	size_t nr;
	int len;

	why = snt_revocations_add(revocations, what, &nr);
	if (why)
		len = snprintf(text, sizeof(text), "%s\n", why);
	else
		len = snprintf(text, sizeof(text), "ok %zu\n", nr);
	snt_local_answer(client, text, len);
}

static void take_line(struct snt_local_client *client)
{
	struct snt_admin *admin =
		snt_container_of(client->local, struct snt_admin, local);

	if (!strcmp(client->line, "status"))
		say_status(admin, client);
	else if (!strncmp(client->line, revoke_word, strlen(revoke_word)))
		revoke_it(admin, client);
	else
		snt_local_drop(client);
}

/**
 * snt_admin_init - let the owner ask
 * @admin: filled; to be given to snt_admin_uninit() also on failure
 * @loop: what it runs on
 * @front: what is told; stays
 * @path: of the socket
 *
 * Return: 0, -EADDRINUSE when another control plane is there, or why there can
 * be no such socket.
 */
int snt_admin_init(struct snt_admin *admin, struct snt_loop *loop,
		   struct snt_front *front, const char *path)
{
	*admin = (struct snt_admin){
		.local = { .loop = loop, .take = take_line },
		.front = front,
	};
	return snt_local_init(&admin->local, path);
}

/**
 * snt_admin_uninit - let nobody ask any more
 * @admin: from snt_admin_init()
 */
void snt_admin_uninit(struct snt_admin *admin)
{
	snt_local_uninit(&admin->local);
}
