// SPDX-License-Identifier: GPL-2.0-only
/*
 * "status" and "revoke" ask the control plane that runs.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "file.h"
#include "json_read.h"
#include "local.h"

static const char *socket_of(const struct controld_options *options)
{
	return options->socket ? options->socket : CONTROLD_SOCKET;
}

static int connect_to(const char *path)
{
	int fd = snt_local_connect(path);

	if (fd == -ENOENT || fd == -ECONNREFUSED)
		controld_fail("%s: no control plane runs here", path);
	else if (fd < 0)
		controld_fail("%s: %s", path, strerror(-fd));
	return fd;
}

/* Returns the answer with a NUL behind, or NULL after saying what is wrong. */
static char *ask(const struct controld_options *options, const char *question)
{
	const char *path = socket_of(options);
	int fd = connect_to(path);
	char *text = NULL;
	size_t len = 0;

	if (fd < 0)
		return NULL;
	if (dprintf(fd, "%s\n", question) > 0)
		text = snt_file_read(fd, &len);
	close(fd);
	if (text && len) {
		text[len - 1] = '\0';
		return text;
	}
	controld_fail("%s: %s", path, text ? "it says nothing" :
					     strerror(errno));
	free(text);
	return NULL;
}

static const char *text_of(const struct json_object *json, const char *name)
{
	const char *text = snt_json_text(json, name);

	return text ? text : "";
}

static int64_t number_of(const struct json_object *json, const char *name)
{
	struct json_object *value;

	return json_object_object_get_ex(json, name, &value) ?
	       json_object_get_int64(value) : 0;
}

static void print_listeners(struct json_object *list)
{
	struct json_object *one;
	size_t i;

	for (i = 0; i < json_object_array_length(list); i++) {
		one = json_object_array_get_idx(list, i);
		printf("listens: %s, %" PRId64 " connections, %" PRId64 " refused\n",
		       text_of(one, "address"), number_of(one, "connections"),
		       number_of(one, "refused"));
	}
}

static void print_calls(struct json_object *calls)
{
	json_object_object_foreach(calls, name, statuses) {
		if (!json_object_object_length(statuses))
			continue;
		printf("calls: %s:", name);
		json_object_object_foreach(statuses, status, nr)
			printf(" %s: %" PRId64, status,
			       json_object_get_int64(nr));
		putchar('\n');
	}
}

static void print_status(const struct json_object *json)
{
	struct json_object *part;

	printf("gateway: %s%s\n", number_of(json, "gateway_up") ? "up" : "",
	       text_of(json, "gateway_error"));
	printf("tokens: %" PRId64 " keys, %" PRId64 " revoked, which ended %" PRId64 " registrations\n",
	       number_of(json, "token_keys"), number_of(json, "revocations"),
	       number_of(json, "registrations_revoked"));
	printf("clients: %" PRId64 " connections refused\n",
	       number_of(json, "clients_refused"));
	if (*text_of(json, "keys_error"))
		printf("  problem: %s\n", text_of(json, "keys_error"));
	if (json_object_object_get_ex(json, "listeners", &part))
		print_listeners(part);
	if (json_object_object_get_ex(json, "calls", &part))
		print_calls(part);
}

/**
 * cmd_controld_status - show how the control plane that runs is
 * @options: of the command line
 *
 * Return: the exit status.
 */
int cmd_controld_status(const struct controld_options *options)
{
	char *text = ask(options, "status");
	struct json_object *json;

	if (!text)
		return 1;
	json = options->json ? NULL : snt_json_read(text, strlen(text));
	if (json)
		print_status(json);
	else
		puts(text);
	json_object_put(json);
	free(text);
	return fflush(stdout) ? controld_fail("standard output: cannot write") :
				0;
}

/**
 * cmd_revoke - let somebody in no more
 * @options: of the command line
 *
 * Return: the exit status.
 */
int cmd_revoke(const struct controld_options *options)
{
	char question[SNT_LOCAL_LINE_MAX], *text;
	size_t len;
	int ret;

	if (!options->operand2)
		return controld_fail("revoke: what? `token ID', `holder UUID' or `key KEY'");
	len = snprintf(question, sizeof(question), "revoke %s %s",
		       options->operand, options->operand2);
	if (len >= sizeof(question) || strchr(question, '\n'))
		return controld_fail("revoke: this is too long, or no line");
	text = ask(options, question);
	if (!text)
		return 1;
	ret = strncmp(text, "ok ", 3) ? controld_fail("%s", text) : 0;
	if (!ret)
		printf("%s registrations ended\n", text + 3);
	free(text);
	return ret;
}
