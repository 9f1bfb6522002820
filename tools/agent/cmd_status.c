// SPDX-License-Identifier: GPL-2.0-only
/*
 * "status" and "wait": ask the agent that runs.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "file.h"
#include "json_read.h"
#include "local.h"
#include "say.h"

static int fail(const char *what, const char *why)
{
	snt_say_error("snaptun-agent: %s: %s", what, why);
	return 1;
}

/* Returns a connection that the question has been asked on, or -1. */
static int ask(const struct agent_options *options, const char *question)
{
	int fd = snt_local_connect(options->socket);

	if (fd == -ENOENT || fd == -ECONNREFUSED)
		fail(options->socket, "no agent runs here");
	else if (fd < 0)
		fail(options->socket, strerror(-fd));
	if (fd < 0)
		return -1;
	if (dprintf(fd, "%s\n", question) > 0)
		return fd;
	fail(options->socket, strerror(errno));
	close(fd);
	return -1;
}

static const char *text_of(const struct json_object *json, const char *name)
{
	const char *text = snt_json_text(json, name);

	return text ? text : "";
}

/* Returns -1 when there is no such number. */
static int64_t number_of(const struct json_object *json, const char *name)
{
	struct json_object *value;

	return json_object_object_get_ex(json, name, &value) ?
	       json_object_get_int64(value) : -1;
}

static void print_time(const char *what, int64_t seconds)
{
	if (seconds >= 0)
		printf(", %s %" PRId64 ":%02d:%02d", what, seconds / 3600,
		       (int)(seconds / 60 % 60), (int)(seconds % 60));
}

static void print_error(const struct json_object *json)
{
	const char *error = snt_json_text(json, "error");

	putchar('\n');
	if (error)
		printf("  %s\n", error);
}

static void print_control(const struct json_object *json)
{
	struct json_object *has_token = NULL;

	printf("control: %s: ", text_of(json, "name"));
	json_object_object_get_ex(json, "has_token", &has_token);
	fputs(json_object_get_boolean(has_token) ? "token" : "no token", stdout);
	print_time("ends in", number_of(json, "token_left_s"));
	print_error(json);
}

static void print_plane(const struct json_object *json)
{
	printf("control plane: %s: %s", text_of(json, "url"),
	       text_of(json, "state"));
	print_time("ends in", number_of(json, "registration_left_s"));
	print_error(json);
}

static void print_each(const struct json_object *json, const char *name,
		       void (*print)(const struct json_object *json))
{
	struct json_object *list;
	size_t i;

	if (!json_object_object_get_ex(json, name, &list))
		return;
	for (i = 0; i < json_object_array_length(list); i++)
		print(json_object_array_get_idx(list, i));
}

static void print_tunnel(const struct json_object *json)
{
	const char *address = snt_json_text(json, "assigned_address");
	const char *error = snt_json_text(json, "last_error");

	printf("  tunnel: %" PRId64 ": %s", number_of(json, "id"),
	       text_of(json, "tunnel_state"));
	if (address)
		printf(", our address there is %s", address);
	if (error)
		printf(", last error: %s", error);
	putchar('\n');
}

static void print_client(const struct json_object *json)
{
	const char *protocol = snt_json_text(json, "protocol");

	printf("    client: %s%s%s, %" PRId64 " calls, %" PRId64 " s\n",
	       text_of(json, "client"), protocol ? ", " : "",
	       protocol ? protocol : "", number_of(json, "client_calls"),
	       number_of(json, "connected_s"));
}

/* Those in a list of texts. */
static void print_problems(const struct json_object *json, const char *name)
{
	struct json_object *list, *problem;
	size_t i;

	if (!json_object_object_get_ex(json, name, &list))
		return;
	for (i = 0; i < json_object_array_length(list); i++) {
		problem = json_object_array_get_idx(list, i);
		printf("    problem: %s\n", json_object_get_string(problem));
	}
}

static void print_facade(const struct json_object *device)
{
	struct json_object *json;

	if (!json_object_object_get_ex(device, "facade", &json))
		return;
	printf("  facade: %s, for %" PRId64 " of %" PRId64 " sockets\n",
	       text_of(json, "facade_address"), number_of(json, "sockets"),
	       number_of(json, "sockets_max"));
	print_problems(json, "facade_problems");
}

static void print_serving(const struct json_object *device)
{
	struct json_object *json;
	const char *topology;

	if (!json_object_object_get_ex(device, "serving", &json))
		return;
	printf("  applications: answered at %s, facade %s\n",
	       text_of(json, "address"), text_of(json, "facade"));
	if (snt_json_text(json, "isd_as"))
		printf("    AS: %s, with %" PRId64 " links\n",
		       text_of(json, "isd_as"), number_of(json, "links"));
	topology = snt_json_text(json, "topology");
	if (topology)
		printf("    topology: %s\n", topology);
	printf("    calls: %" PRId64 ", %" PRId64 " failed; %" PRId64 " answers kept\n",
	       number_of(json, "calls"), number_of(json, "failed_calls"),
	       number_of(json, "cached_answers"));
	print_problems(json, "problems");
	print_each(json, "clients", print_client);
}

static void print_device(const struct json_object *json)
{
	const char *data_plane = snt_json_text(json, "data_plane");

	printf("device: %s\n  public key: %s\n", text_of(json, "name"),
	       text_of(json, "public_key"));
	if (data_plane)
		printf("  registered at: %s\n  data plane: %s, %s\n",
		       text_of(json, "control_plane"), data_plane,
		       text_of(json, "data_plane_key"));
	else
		puts("  not registered");
	if (snt_json_text(json, "error"))
		printf("  %s\n", text_of(json, "error"));
	print_each(json, "tunnels", print_tunnel);
	print_facade(json);
	print_serving(json);
}

static int print_answer(const char *text, size_t len)
{
	struct json_object *json;

	while (len && text[len - 1] == '\n')
		len--;
	json = snt_json_read(text, len);
	if (!json)
		return fail("status", "the agent has ended, or is of another version");
	print_each(json, "controls", print_control);
	print_each(json, "control_planes", print_plane);
	print_each(json, "devices", print_device);
	json_object_put(json);
	return 0;
}

/**
 * cmd_status - print how the agent is
 * @options: of the command line
 *
 * Return: the exit status.
 */
int cmd_status(const struct agent_options *options)
{
	int fd = ask(options, "status"), status = 1;
	char *text;
	size_t len;

	if (fd < 0)
		return 1;
	text = snt_file_read(fd, &len);
	close(fd);
	if (!text)
		return fail(options->socket, strerror(errno));
	if (!options->json)
		status = print_answer(text, len);
	else if (fwrite(text, 1, len, stdout) == len && !fflush(stdout))
		status = 0;
	free(text);
	return status;
}

/**
 * cmd_wait - wait until a device is ready, or all are
 * @options: of the command line
 *
 * Return: the exit status: 0 when it is.
 */
int cmd_wait(const struct agent_options *options)
{
	struct pollfd answer = { .events = POLLIN };
	char question[80], byte;
	int ret;

	snprintf(question, sizeof(question), "wait%s%s",
		 options->device ? " " : "",
		 options->device ? options->device : "");
	answer.fd = ask(options, question);
	if (answer.fd < 0)
		return 1;
	do {
		ret = poll(&answer, 1, options->timeout_s ?
			   (int)options->timeout_s * 1000 : -1);
	} while (ret < 0 && errno == EINTR);
	if (!ret)
		fail("wait", "it takes longer than --timeout");
	else if (read(answer.fd, &byte, 1) == 1)
		ret = 2;
	else
		fail("wait", "the agent has ended");
	close(answer.fd);
	return ret != 2;
}
