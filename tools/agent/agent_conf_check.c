// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the sections of a configuration file must have, and how they must go
 * together.
 */
#include "agent_conf.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "facade.h"
#include "failover.h"
#include "url.h"

static int __attribute__((format(printf, 3, 4)))
fail(struct snt_conf_error *error, unsigned int line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	error->line = line;
	return -EINVAL;
}

static int check_urls(const struct snt_control_conf *control,
		      struct snt_conf_error *error)
{
	const char *why;
	size_t i;

	for (i = 0; i < control->urls.nr; i++) {
		why = snt_url_complain(control->urls.text[i],
				       control->way.allows_plain);
		if (why)
			return fail(error, control->line, "this [Control] has the URL `%.80s': %s",
				    control->urls.text[i], why);
	}
	if (control->find == SNT_FIND_DISCOVERY && control->urls.nr > 1)
		return fail(error, control->line, "this [Control] has more than one URL for `Discovery'");
	return 0;
}

/* An API key is worth more than a token: no AllowHttp for that. */
static int check_authority(const struct snt_control_conf *control,
			   struct snt_conf_error *error)
{
	const char *why;

	if (!control->authority || !control->device_id)
		return fail(error, control->line, "this [Control] has an `ApiKeyFile', which needs `Authority' and `DeviceId', too");
	why = snt_url_complain(control->authority, false);
	return why ? fail(error, control->line,
			  "this [Control] has the Authority `%.80s': %s",
			  control->authority, why) : 0;
}

static int check_control(const struct snt_control_conf *control,
			 struct snt_conf_error *error)
{
	int ret = check_urls(control, error);

	if (ret)
		return ret;
	if (control->origin == SNT_TOKEN_NOWHERE)
		return fail(error, control->line, "this [Control] has no token: give `TokenFile', `TokenCredential', `TokenCommand' or `ApiKeyFile'");
	if (control->origin == SNT_TOKEN_API_KEY)
		return check_authority(control, error);
	if (control->authority || control->device_id || control->token_life_s)
		return fail(error, control->line, "this [Control] has `Authority', `DeviceId' or `TokenLife', which go with `ApiKeyFile' only");
	if (control->find == SNT_FIND_AUTHORITY)
		return fail(error, control->line, "this [Control] does not say where it is: give `Url', `Endhost' or `Discovery'");
	return 0;
}

static const struct snt_control_conf *
find_control(const struct snt_agent_conf *conf, const char *name)
{
	const struct snt_control_conf *control = conf->controls;

	while (control && strcmp(control->name, name))
		control = control->next;
	return control;
}

/**
 * snt_agent_conf_uses - does a device use a [Control] section?
 * @device: the device
 * @control: the section
 *
 * Return: whether it names the section, or none at all.
 */
bool snt_agent_conf_uses(const struct snt_device_conf *device,
			 const struct snt_control_conf *control)
{
	size_t i;

	for (i = 0; i < device->controls.nr; i++) {
		if (!strcmp(device->controls.text[i], control->name))
			return true;
	}
	return !device->controls.nr;
}

/**
 * snt_agent_conf_choices - how many control planes a section stands for
 * @control: the section
 *
 * Return: one for each URL, or the one that is found.
 */
unsigned int snt_agent_conf_choices(const struct snt_control_conf *control)
{
	return control->find == SNT_FIND_URL ? control->urls.nr : 1;
}

static int check_serve(const struct snt_device_conf *device,
		       struct snt_conf_error *error)
{
	const struct snt_serve_conf *serve = &device->serve;

	if (serve->address.sa.sa_family && device->is_foreign)
		return fail(error, device->line, "this [Device] has an `Address', which goes with an interface that is made here only, and `Manage = false'");
	if (serve->address.sa.sa_family != serve->facade.sa.sa_family &&
	    serve->address.sa.sa_family)
		return fail(error, device->line, "this [Device] has an `Address', which needs a `Facade' of the same family, too");
	if (serve->address.sa.sa_family &&
	    snt_model_is_same_host(&serve->address, &serve->facade))
		return fail(error, device->line, "this [Device] has one address for `Address' and `Facade': give `Facade' one that nobody has");
	if (!serve->topology && (serve->pid_file || serve->command.nr))
		return fail(error, device->line, "this [Device] has `TopologyPid' or `TopologyCommand', which go with `Topology' only");
	if (serve->topology && !serve->listen.sa.sa_family)
		return fail(error, device->line, "this [Device] has a `Topology', which needs `Serve', too");
	if (serve->listen.sa.sa_family && !serve->facade.sa.sa_family)
		return fail(error, device->line, "this [Device] has `Serve', which needs a `Facade', too");
	if ((serve->isd_as || serve->nr_destinations) &&
	    !serve->listen.sa.sa_family)
		return fail(error, device->line, "this [Device] has `IsdAs' or `Destinations', which go with `Serve' only");
	return 0;
}

/* What one listens at, or writes, is no other's. */
static int check_others(const struct snt_device_conf *device,
			struct snt_conf_error *error)
{
	const struct snt_serve_conf *serve = &device->serve, *other;
	const struct snt_device_conf *next = device->next;

	for (; next; next = next->next) {
		other = &next->serve;
		if (serve->listen.sa.sa_family &&
		    !memcmp(&serve->listen, &other->listen,
			    sizeof(other->listen)))
			return fail(error, next->line, "this [Device] and that of line %u have one address for `Serve'",
				    device->line);
		if (serve->topology && other->topology &&
		    !strcmp(serve->topology, other->topology))
			return fail(error, next->line, "this [Device] and that of line %u have one `Topology'",
				    device->line);
	}
	return 0;
}

static int check_device(const struct snt_agent_conf *conf,
			const struct snt_device_conf *device,
			struct snt_conf_error *error)
{
	const struct snt_control_conf *control;
	unsigned int nr = 0;
	size_t i;

	if (!*device->name)
		return fail(error, device->line, "this [Device] has no `Name'");
	if (device->port && device->nr_tunnels >
	    (unsigned int)device->port_max - device->port + 1)
		return fail(error, device->line, "this [Device] has more `Tunnels' than `Ports'");
	for (i = 0; i < device->controls.nr; i++) {
		if (!find_control(conf, device->controls.text[i]))
			return fail(error, device->line, "there is no [Control] with the name `%.80s'",
				    device->controls.text[i]);
	}
	for (control = conf->controls; control; control = control->next) {
		if (snt_agent_conf_uses(device, control))
			nr += snt_agent_conf_choices(control);
	}
	if (nr > SNT_FAILOVER_MAX)
		return fail(error, device->line, "this [Device] has %u control planes to choose from; there may be %d",
			    nr, SNT_FAILOVER_MAX);
	return check_serve(device, error) ? -EINVAL :
					    check_others(device, error);
}

/* A token stands for one key: registering another takes the first one away. */
static int check_keys(const struct snt_agent_conf *conf,
		      const struct snt_control_conf *control,
		      struct snt_conf_error *error)
{
	const struct snt_device_conf *device, *first = NULL;

	for (device = conf->devices; device; device = device->next) {
		if (!snt_agent_conf_uses(device, control))
			continue;
		if (!first)
			first = device;
		if (strcmp(first->key_file, device->key_file))
			return fail(error, device->line, "this [Device] and that of line %u use the token of the [Control] of line %u for two keys, and a token is good for one: give them one `KeyFile', or a [Control] each",
				    first->line, control->line);
	}
	return 0;
}

/**
 * snt_agent_conf_check - do the sections make sense?
 * @conf: all of them
 * @error: what is wrong, when something is
 *
 * Return: 0 or -EINVAL.
 */
int snt_agent_conf_check(const struct snt_agent_conf *conf,
			 struct snt_conf_error *error)
{
	const struct snt_control_conf *control;
	const struct snt_device_conf *device;
	int ret = 0;

	if (!conf->controls || !conf->devices)
		return fail(error, 0, "there has to be a [Control] and a [Device] in it");
	for (control = conf->controls; control && !ret; control = control->next)
		ret = check_control(control, error);
	for (device = conf->devices; device && !ret; device = device->next)
		ret = check_device(conf, device, error);
	for (control = conf->controls; control && !ret; control = control->next)
		ret = check_keys(conf, control, error);
	return ret;
}
