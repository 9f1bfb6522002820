// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading the agent's configuration file.
 */
#include "agent_conf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "agent_conf_keys.h"
#include "container.h"
#include "mem.h"

#define TIMEOUT_S	10
#define KEEPALIVE_S	10
#define KEY_FOLDER	"/var/lib/snaptun"

static void begin_control(struct snt_agent_parser *p)
{
	struct snt_control_conf **at = &p->conf->controls;

	while (*at)
		at = &(*at)->next;
	p->control = snt_mem_alloc(sizeof(*p->control));
	p->control->line = p->base.reader.line;
	p->control->find = SNT_FIND_AUTHORITY;
	p->control->way.timeout_ms = TIMEOUT_S * 1000;
	p->device = NULL;
	*at = p->control;
}

static void begin_device(struct snt_agent_parser *p)
{
	struct snt_device_conf **at = &p->conf->devices;

	while (*at)
		at = &(*at)->next;
	p->device = snt_mem_alloc(sizeof(*p->device));
	p->device->line = p->base.reader.line;
	p->device->nr_tunnels = 1;
	p->device->keepalive_s = KEEPALIVE_S;
	p->control = NULL;
	*at = p->device;
}

static int begin_section(struct snt_sections *sections, const char *name)
{
	struct snt_agent_parser *p =
		snt_container_of(sections, struct snt_agent_parser, base);

	if (!strcasecmp(name, "[Control]"))
		begin_control(p);
	else if (!strcasecmp(name, "[Device]"))
		begin_device(p);
	else
		return snt_sections_fail(sections, "`%s' is not [Control] or [Device]",
					 name);
	return 0;
}

/* What a file need not say. */
static void fill_in(struct snt_agent_conf *conf)
{
	struct snt_control_conf *control;
	struct snt_device_conf *device;
	char text[64 + IFNAMSIZ];

	for (control = conf->controls; control; control = control->next) {
		control->way.ca_file = control->ca_file;
		control->way.source = control->source;
		if (control->name)
			continue;
		snprintf(text, sizeof(text), "line %u", control->line);
		control->name = snt_mem_copy(text, strlen(text));
	}
	for (device = conf->devices; device; device = device->next) {
		if (device->key_file)
			continue;
		snprintf(text, sizeof(text), KEY_FOLDER "/%s.key", device->name);
		device->key_file = snt_mem_copy(text, strlen(text));
	}
}

/**
 * snt_agent_conf_parse - read a configuration
 * @conf: filled; to be freed by snt_agent_conf_uninit() also on failure
 * @text: the characters
 * @len: how many
 * @error: what is wrong, when something is
 *
 * Return: 0 or -EINVAL.
 */
int snt_agent_conf_parse(struct snt_agent_conf *conf, const char *text,
			 size_t len, struct snt_conf_error *error)
{
	struct snt_agent_parser p = {
		.base = {
			.error = error,
			.begin = begin_section,
			.set = snt_agent_parser_set,
		},
		.conf = conf,
	};
	int ret;

	memset(conf, 0, sizeof(*conf));
	memset(error, 0, sizeof(*error));
	ret = snt_sections_parse(&p.base, text, len);
	if (ret)
		return ret;
	fill_in(conf);
	return snt_agent_conf_check(conf, error);
}

/**
 * snt_agent_conf_read - read a configuration file
 * @conf: filled; to be freed by snt_agent_conf_uninit() also on failure
 * @path: the file
 * @error: what is wrong, when something is
 *
 * Return: 0, -EINVAL, or why the file cannot be read.
 */
int snt_agent_conf_read(struct snt_agent_conf *conf, const char *path,
			struct snt_conf_error *error)
{
	size_t len;
	char *text = snt_sections_read(path, &len, error);
	int ret = text ? 0 : -errno;

	memset(conf, 0, sizeof(*conf));
	if (!ret)
		ret = snt_agent_conf_parse(conf, text, len, error);
	free(text);
	return ret;
}

static void free_control(struct snt_control_conf *control)
{
	free(control->name);
	snt_list_uninit(&control->urls);
	free(control->token);
	free(control->authority);
	free(control->device_id);
	free(control->ca_file);
	free(control->source);
	free(control->data_plane);
	free(control);
}

static void free_device(struct snt_device_conf *device)
{
	free(device->key_file);
	snt_list_uninit(&device->controls);
	free(device->serve.topology);
	free(device->serve.pid_file);
	snt_list_uninit(&device->serve.command);
	free(device);
}

/**
 * snt_agent_conf_uninit - free what a configuration holds
 * @conf: from snt_agent_conf_parse() or snt_agent_conf_read()
 */
void snt_agent_conf_uninit(struct snt_agent_conf *conf)
{
	struct snt_control_conf *control;
	struct snt_device_conf *device;

	while ((control = conf->controls)) {
		conf->controls = control->next;
		free_control(control);
	}
	while ((device = conf->devices)) {
		conf->devices = device->next;
		free_device(device);
	}
}
