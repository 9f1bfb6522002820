// SPDX-License-Identifier: GPL-2.0-only
/*
 * The agent's configuration files: one that is accepted has all that the agent
 * takes for granted.
 */
#include "agent_conf.h"
#include "failover.h"
#include "fuzz.h"
#include "url.h"

static void check_control(const struct snt_control_conf *control)
{
	size_t i;

	MUST(control->name && control->token);
	MUST(control->origin != SNT_TOKEN_NOWHERE);
	MUST((control->find == SNT_FIND_AUTHORITY) == !control->urls.nr);
	if (control->origin == SNT_TOKEN_API_KEY)
		MUST(control->device_id &&
		     !snt_url_complain(control->authority, false));
	for (i = 0; i < control->urls.nr; i++)
		MUST(!snt_url_complain(control->urls.text[i],
				       control->way.allows_plain));
	MUST(control->way.timeout_ms >= 1000);
}

static unsigned int count_choices(const struct snt_agent_conf *conf,
				  const struct snt_device_conf *device)
{
	const struct snt_control_conf *control;
	unsigned int nr = 0;

	for (control = conf->controls; control; control = control->next) {
		if (snt_agent_conf_uses(device, control))
			nr += snt_agent_conf_choices(control);
	}
	return nr;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct snt_control_conf *control;
	const struct snt_device_conf *device;
	struct snt_conf_error error;
	struct snt_agent_conf conf;

	if (snt_agent_conf_parse(&conf, (const char *)data, size, &error)) {
		MUST(*error.text);
		snt_agent_conf_uninit(&conf);
		return 0;
	}
	for (control = conf.controls; control; control = control->next)
		check_control(control);
	for (device = conf.devices; device; device = device->next) {
		MUST(*device->name && device->key_file);
		MUST(count_choices(&conf, device) > 0);
		MUST(count_choices(&conf, device) <= SNT_FAILOVER_MAX);
	}
	snt_agent_conf_uninit(&conf);
	return 0;
}
