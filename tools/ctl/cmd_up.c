// SPDX-License-Identifier: GPL-2.0-only
/*
 * up: makes the link, or leaves nothing behind.
 */
#include "ctl.h"

#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "ctl_conf.h"
#include "exec.h"
#include "quick.h"
#include "route.h"

static int add_link(struct quick *quick)
{
	return exec_run("ip", "link", "add", "dev", quick->ifname, "type",
			"snaptun");
}

static int set_config(struct quick *quick)
{
	int status;

	fprintf(stderr, "[#] " CTL_NAME " setconf %s %s\n", quick->ifname,
		quick->path);
	status = ctl_resolve_conf(&quick->conf, quick->path);
	if (!status)
		status = ctl_apply_conf(&quick->conf, quick->ifname,
					CTL_CONF_SET);
	return status;
}

static int add_addresses(struct quick *quick)
{
	const struct snt_list *list = &quick->conf.quick.addresses;
	int status = 0;
	size_t i;

	for (i = 0; i < list->nr && !status; i++)
		status = exec_run("ip", strchr(list->text[i], ':') ? "-6" :
				  "-4", "address", "add", list->text[i], "dev",
				  quick->ifname);
	return status;
}

static int set_mtu_up(struct quick *quick)
{
	uint32_t mtu = quick->conf.quick.mtu;
	char text[16];

	if (!mtu)
		mtu = route_inner_mtu(quick->conf.dev);
	snprintf(text, sizeof(text), "%u", mtu);
	return exec_run("ip", "link", "set", "mtu", text, "up", "dev",
			quick->ifname);
}

static int pre_up(struct quick *quick)
{
	return quick_run_hooks(quick, SNT_HOOK_PRE_UP);
}

static int set_dns(struct quick *quick)
{
	return quick_set_dns(quick);
}

static int add_routes(struct quick *quick)
{
	return quick_add_routes(quick);
}

static int post_up(struct quick *quick)
{
	return quick_run_hooks(quick, SNT_HOOK_POST_UP);
}

static int run_steps(struct quick *quick)
{
	static int (*const steps[])(struct quick *quick) = {
		pre_up, add_link, set_config, add_addresses, set_mtu_up,
		set_dns, add_routes, post_up,
	};
	int status = 0;
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]) && !status; i++)
		status = steps[i](quick);
	return status;
}

static void undo(struct quick *quick)
{
	exec_was_stopped();
	if (!if_nametoindex(quick->ifname))
		return;
	quick_unset_dns(quick);
	quick_remove_rules(quick);
	exec_run("ip", "link", "delete", "dev", quick->ifname);
}

int cmd_up(int argc, char **argv)
{
	struct quick quick;
	int status;

	if (argc != 2)
		return ctl_usage(argv[0]);
	status = quick_init(&quick, argv[1]);
	if (!status && if_nametoindex(quick.ifname))
		status = ctl_fail("`%s' already exists", quick.ifname);
	if (!status) {
		exec_catch_signals();
		status = run_steps(&quick);
		if (status)
			undo(&quick);
	}
	quick_uninit(&quick);
	return status;
}
