// SPDX-License-Identifier: GPL-2.0-only
/*
 * "serve": answers whoever wants to be registered, until a signal ends it.
 */
#include <errno.h>
#include <string.h>
#include <sys/resource.h>

#include "admin.h"
#include "commands.h"
#include "container.h"
#include "notify.h"
#include "say.h"
#include "signals.h"

/* Keys, sockets of its own, and what libraries open */
#define DESCRIPTORS_BESIDES	64

/**
 * struct daemon - a control plane that runs
 * @loop: what it runs on
 * @options: of the command line
 * @front: answers
 * @admin: lets the owner ask
 * @signals: that end it, or have it read the configuration anew
 * @notify: tells systemd
 * @has_failed: it cannot go on
 */
struct daemon {
	struct snt_loop loop;
	const struct controld_options *options;
	struct snt_front front;
	struct snt_admin admin;
	struct snt_signals signals;
	struct snt_notify notify;
	bool has_failed;
};

static const char *conf_of(const struct controld_options *options)
{
	return options->config ? options->config : CONTROLD_CONF;
}

static int read_conf(struct snt_server_conf *conf, const char *path)
{
	struct snt_conf_error error;
	int ret = snt_server_conf_read(conf, path, &error);

	if (ret && error.line)
		snt_say_error("%s:%u: %s", path, error.line, error.text);
	else if (ret)
		snt_say_error("%s: %s", path, error.text);
	return ret;
}

/* What is wrong with the new configuration leaves the old one at work. */
static void reload(struct snt_signals *signals)
{
	struct daemon *daemon =
		snt_container_of(signals, struct daemon, signals);
	struct snt_server_conf conf;

	snt_notify_tell_reloading();
	if (!read_conf(&conf, conf_of(daemon->options))) {
		snt_front_uninit(&daemon->front);
		if (snt_front_init(&daemon->front, &daemon->loop, &conf)) {
			daemon->has_failed = true;
			daemon->loop.is_stopped = true;
		}
	}
	snt_server_conf_uninit(&conf);
	snt_notify_tell("READY=1\n");
}

/* Returns 0, or an error after saying what is wrong. */
static int open_socket(struct daemon *daemon)
{
	const char *path = daemon->options->socket;
	int ret;

	if (!path)
		path = CONTROLD_SOCKET;
	ret = snt_admin_init(&daemon->admin, &daemon->loop, &daemon->front,
			     path);
	if (ret == -EADDRINUSE)
		snt_say_error("%s: another control plane is there", path);
	else if (ret)
		snt_say_error("%s: %s", path, strerror(-ret));
	return ret;
}

/* Each connection has a descriptor, and shells allow a thousand unless asked. */
static void allow_descriptors(const struct snt_server_conf *conf)
{
	const struct snt_listen_conf *listen;
	uint64_t wanted = DESCRIPTORS_BESIDES;
	struct rlimit limit;

	for (listen = conf->listens; listen; listen = listen->next)
		wanted += listen->conns_max;
	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_max < wanted)
		snt_say("connections: there will be fewer than MaxConnections, as %llu files may be open (ulimit -Hn), and not %llu",
			(unsigned long long)limit.rlim_max,
			(unsigned long long)wanted);
}

static void run_front(struct daemon *daemon, struct snt_server_conf *conf)
{
	allow_descriptors(conf);
	snt_notify_init(&daemon->notify, &daemon->loop);
	daemon->has_failed = snt_front_init(&daemon->front, &daemon->loop,
					    conf) || open_socket(daemon);
	if (!daemon->has_failed) {
		snt_notify_tell("READY=1\n");
		if (snt_loop_run(&daemon->loop))
			daemon->has_failed = true;
		snt_notify_tell("STOPPING=1\n");
	}
	snt_admin_uninit(&daemon->admin);
	snt_front_uninit(&daemon->front);
	snt_notify_uninit(&daemon->notify);
}

/**
 * cmd_serve - answer whoever wants to be registered
 * @options: of the command line
 *
 * Return: the exit status: 0 when a signal ended it.
 */
int cmd_serve(const struct controld_options *options)
{
	struct daemon daemon = {
		.options = options,
		.admin.local.listener.fd = -1,
		.has_failed = true,
	};
	struct snt_server_conf conf;
	int ret;

	if (!read_conf(&conf, conf_of(options)) &&
	    !snt_loop_init(&daemon.loop)) {
		ret = snt_signals_init(&daemon.signals, &daemon.loop, reload);
		daemon.has_failed = ret;
		if (!ret)
			run_front(&daemon, &conf);
		else
			snt_say_error("signals: %s", strerror(-ret));
		snt_signals_uninit(&daemon.signals);
		snt_loop_uninit(&daemon.loop);
	}
	snt_server_conf_uninit(&conf);
	return daemon.has_failed;
}
