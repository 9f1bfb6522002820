// SPDX-License-Identifier: GPL-2.0-only
/*
 * "run": keeps all devices registered, and their interfaces as that says, until
 * a signal ends it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent.h"
#include "agent_json.h"
#include "commands.h"
#include "container.h"
#include "keeper.h"
#include "net_watch.h"
#include "notify.h"
#include "say.h"
#include "serve.h"
#include "signals.h"
#include "status.h"

/**
 * struct daemon - an agent that runs
 * @loop: what it runs on
 * @options: of the command line
 * @agent: registers
 * @keeper: keeps the interfaces
 * @serve: answers applications
 * @signals: that end it, or have it read the configuration anew
 * @net: tells of changes of the network
 * @status: tells others
 * @notify: tells systemd
 * @has_failed: it cannot go on, and leaves interfaces to the next one
 */
struct daemon {
	struct snt_loop loop;
	const struct agent_options *options;
	struct snt_agent agent;
	struct snt_keeper keeper;
	struct snt_serve serve;
	struct snt_signals signals;
	struct snt_net_watch net;
	struct snt_status status;
	struct snt_notify notify;
	bool has_failed;
};

static unsigned int count_registered(const struct snt_agent *agent)
{
	unsigned int i, nr = 0;

	for (i = 0; i < agent->nr_devices; i++)
		nr += !!agent->devices[i].registered;
	return nr;
}

static void take_device(struct snt_agent *agent, struct snt_device *device)
{
	struct daemon *daemon = snt_container_of(agent, struct daemon, agent);

	if (device->registered)
		snt_say("%s: registered at %s, data plane %s",
			device->conf->name, device->registered->register_url,
			device->registered->data_plane.address);
	else
		snt_say_error("%s: not registered, it is tried again later",
			      device->conf->name);
	snt_keeper_take(&daemon->keeper, device);
	snt_serve_take(&daemon->serve, device);
	snt_notify_tell("STATUS=%u of %u devices registered\n",
			count_registered(agent), agent->nr_devices);
	snt_status_tell(&daemon->status);
}

static bool is_ready(struct snt_status *status, const char *name)
{
	struct daemon *daemon = status->owner;

	return snt_keeper_is_ready(&daemon->keeper, name);
}

static char *write_status(struct snt_status *status, size_t *len)
{
	struct daemon *daemon = status->owner;
	char *text = NULL;
	FILE *out = open_memstream(&text, len);

	snt_keeper_look(&daemon->keeper);
	snt_agent_json(out, &daemon->keeper, &daemon->serve);
	fclose(out);
	return text;
}

static void check_network(struct snt_net_watch *net)
{
	struct daemon *daemon = net->owner;

	snt_keeper_check_links(&daemon->keeper);
	snt_agent_check_network(&daemon->agent);
	snt_serve_check_network(&daemon->serve);
}

static void take_interfaces(struct snt_keeper *keeper)
{
	struct daemon *daemon = keeper->owner;

	snt_status_tell(&daemon->status);
}

/* Returns 0, or an error after saying what is wrong. */
static int begin(struct daemon *daemon, struct snt_agent_conf *conf)
{
	int ret = snt_agent_init(&daemon->agent, &daemon->loop, conf,
				 take_device);

	snt_keeper_begin(&daemon->keeper);
	snt_serve_begin(&daemon->serve, &daemon->agent);
	if (!ret)
		snt_agent_start(&daemon->agent);
	return ret;
}

static void end(struct daemon *daemon, const struct snt_agent_conf *next)
{
	snt_serve_end(&daemon->serve);
	snt_keeper_end(&daemon->keeper, next);
	snt_agent_uninit(&daemon->agent);
}

static bool have_keys(const struct snt_agent_conf *conf)
{
	const struct snt_device_conf *device = conf->devices;

	while (device && snt_device_has_key(device))
		device = device->next;
	return !device;
}

/* What is wrong with the new configuration leaves the old one at work. */
static void reload(struct snt_signals *signals)
{
	struct daemon *daemon =
		snt_container_of(signals, struct daemon, signals);
	struct snt_agent_conf conf;

	snt_notify_tell_reloading();
	if (!cmd_read_conf(&conf, daemon->options->conf) && have_keys(&conf)) {
		end(daemon, &conf);
		if (begin(daemon, &conf)) {
			daemon->has_failed = true;
			daemon->loop.is_stopped = true;
		}
	}
	snt_agent_conf_uninit(&conf);
	snt_notify_tell("READY=1\n");
}

/* Returns 0, or an error after saying what is missing. */
static int watch_events(struct daemon *daemon)
{
	int ret = snt_signals_init(&daemon->signals, &daemon->loop, reload);

	if (!ret)
		ret = snt_net_watch_init(&daemon->net, &daemon->loop, daemon,
					 check_network);
	if (ret)
		snt_say_error("the kernel does not tell of events: %s",
			      strerror(-ret));
	return ret;
}

/* Likewise. */
static int open_status(struct daemon *daemon)
{
	const char *path = daemon->options->socket;
	int ret;

	daemon->status = (struct snt_status){
		.owner = daemon,
		.is_ready = is_ready,
		.write = write_status,
	};
	ret = snt_status_init(&daemon->status, &daemon->loop, path);
	if (ret == -EADDRINUSE)
		snt_say_error("%s: another agent is there", path);
	else if (ret)
		snt_say_error("%s: %s", path, strerror(-ret));
	return ret;
}

/* Returns the exit status. */
static int run_agent(struct daemon *daemon, struct snt_agent_conf *conf)
{
	snt_notify_init(&daemon->notify, &daemon->loop);
	daemon->has_failed = begin(daemon, conf);
	if (!daemon->has_failed) {
		snt_notify_tell("READY=1\n");
		if (snt_loop_run(&daemon->loop))
			daemon->has_failed = true;
		snt_notify_tell("STOPPING=1\n");
	}
	end(daemon, daemon->has_failed ? &daemon->agent.conf : NULL);
	snt_notify_uninit(&daemon->notify);
	return daemon->has_failed;
}

/* Likewise. */
static int run(struct daemon *daemon, struct snt_agent_conf *conf)
{
	int status = 1;

	if (!watch_events(daemon)) {
		if (!open_status(daemon) &&
		    !snt_keeper_init(&daemon->keeper, &daemon->agent,
				     &daemon->loop, daemon, take_interfaces))
			status = run_agent(daemon, conf);
		snt_keeper_uninit(&daemon->keeper);
		snt_status_uninit(&daemon->status);
	}
	snt_net_watch_uninit(&daemon->net);
	snt_signals_uninit(&daemon->signals);
	return status;
}

/**
 * cmd_run - keep all devices registered
 * @options: of the command line
 *
 * Return: the exit status: 0 when a signal ended it.
 */
int cmd_run(const struct agent_options *options)
{
	struct daemon daemon = {
		.options = options,
		.signals.watch.fd = -1,
		.net = { .loop = &daemon.loop, .events.fd = -1 },
		.keeper.apply = { .loop = &daemon.loop, .events.fd = -1 },
	};
	struct snt_agent_conf conf;
	int status = 1;

	if (!cmd_read_conf(&conf, options->conf) &&
	    !snt_loop_init(&daemon.loop)) {
		status = run(&daemon, &conf);
		snt_loop_uninit(&daemon.loop);
	}
	snt_agent_conf_uninit(&conf);
	return status;
}
