// SPDX-License-Identifier: GPL-2.0-only
/*
 * underlay: the routers that a gateway sends to.
 */
#include "ctl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "parse.h"
#include "text.h"
#include "underlay.h"

static void print_underlay(const struct snt_underlay *underlay)
{
	char at[SNT_ADDR_TEXT];
	size_t i;

	for (i = 0; i < underlay->nr; i++) {
		const struct snt_router *router = &underlay->router[i];

		if (router->interface)
			printf("%u=", router->interface);
		puts(snt_text_sockaddr(at, &router->at));
	}
}

static void write_underlay(const char *ifname,
			   const struct snt_underlay *underlay)
{
	struct snt_json json = { .out = stdout };
	char at[SNT_ADDR_TEXT];
	size_t i;

	snt_json_begin(&json, NULL, '{');
	snt_json_string(&json, "name", ifname);
	if (underlay->port)
		snt_json_uint(&json, "port", underlay->port);
	snt_json_begin(&json, "routers", '[');
	for (i = 0; i < underlay->nr; i++) {
		snt_json_begin(&json, NULL, '{');
		snt_json_uint(&json, "interface",
			      underlay->router[i].interface);
		snt_json_string(&json, "address",
				snt_text_sockaddr(at,
						  &underlay->router[i].at));
		snt_json_end(&json, '}');
	}
	snt_json_end(&json, ']');
	snt_json_end(&json, '}');
}

static int show(struct snt_nl *nl, const char *ifname, bool as_json)
{
	struct snt_underlay underlay;

	if (snt_underlay_get(nl, ifname, &underlay))
		return ctl_fail("%s: %s", ifname, nl->error);
	if (as_json)
		write_underlay(ifname, &underlay);
	else if (underlay.nr)
		print_underlay(&underlay);
	else
		printf("%s has no underlay: what is for other ASes appears on it\n",
		       ifname);
	return 0;
}

static int add_router(struct snt_underlay *underlay, const char *word)
{
	struct snt_router router;
	int ret;

	if (snt_router_parse(&router, word))
		return ctl_fail("underlay: `%s' is not " SNT_WANT_ROUTER,
				word);
	ret = snt_underlay_add(underlay, &router);
	if (ret == -EEXIST)
		return ctl_fail("underlay: `%s': another router has this interface",
				word);
	return ret ? ctl_fail("underlay: these are more than %d routers",
			      SNT_MOST_ROUTERS) : 0;
}

static int take_port(struct snt_underlay *underlay, const char *value)
{
	if (!value)
		return ctl_fail("`port' needs a value");
	if (snt_parse_port(&underlay->port, value))
		return ctl_fail("port: `%s' is not " SNT_WANT_PORT, value);
	return 0;
}

/* Routers, or "off"; and the local port */
static int read_words(struct snt_underlay *underlay, char **words)
{
	int status = 0;

	if (!strcmp(*words, "off") && !words[1])
		return 0;
	for (; !status && *words; words++) {
		if (strcmp(*words, "port")) {
			status = add_router(underlay, *words);
			continue;
		}
		status = take_port(underlay, *++words);
	}
	if (!status && !underlay->nr)
		status = ctl_fail("underlay: name a router, or `off'");
	return status;
}

/* The name of a file, and the local port */
static int read_topology(struct snt_underlay *underlay, char **words)
{
	char error[SNT_UNDERLAY_ERROR];
	const char *path = *words;
	int fd, status = 0;
	size_t len = 0;
	char *text;

	if (words[1] && (strcmp(words[1], "port") || (words[2] && words[3])))
		return CTL_USAGE;
	if (words[1] && take_port(underlay, words[2]))
		return 1;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	text = fd < 0 ? NULL : snt_file_read(fd, &len);
	if (fd >= 0)
		close(fd);
	if (!text)
		return ctl_fail("%s: %s", path, strerror(errno));
	if (snt_topology_read(underlay, text, len, error))
		status = ctl_fail("%s: %s", path, error);
	free(text);
	return status;
}

static int set(struct snt_nl *nl, const char *ifname,
	       const struct snt_underlay *underlay)
{
	return snt_underlay_set(nl, ifname, underlay) ?
	       ctl_fail("%s: %s", ifname, nl->error) : 0;
}

int cmd_underlay(int argc, char **argv)
{
	bool as_json = ctl_take_option(&argc, argv, "--json");
	struct snt_underlay underlay = { 0 };
	bool shows = argc == 3 && !strcmp(argv[1], "show");
	struct snt_nl nl;
	int status = 0;

	if (!shows && (argc < 4 || as_json || (strcmp(argv[1], "set") &&
					       strcmp(argv[1], "load"))))
		return CTL_USAGE;
	if (strlen(argv[2]) >= IFNAMSIZ)
		return ctl_fail("`%s' is too long for an interface", argv[2]);
	if (!shows && !strcmp(argv[1], "set"))
		status = read_words(&underlay, argv + 3);
	else if (!shows)
		status = read_topology(&underlay, argv + 3);
	if (status)
		return status;
	status = ctl_open(&nl);
	if (!status)
		status = shows ? show(&nl, argv[2], as_json) :
				 set(&nl, argv[2], &underlay);
	snt_nl_close(&nl);
	return status;
}
