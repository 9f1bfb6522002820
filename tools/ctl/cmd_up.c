// SPDX-License-Identifier: GPL-2.0-only
/*
 * up: makes the link, or leaves nothing behind.
 */
#include "ctl.h"

#include <linux/snaptun.h>
#include <net/if.h>
#include <string.h>

#include "ctl_conf.h"
#include "exec.h"
#include "names.h"
#include "quick.h"
#include "route.h"

/* From now on "down" knows what to undo, even if this is killed. */
static int remember(struct quick *quick)
{
	return quick_remember(quick);
}

/* Not by ip(8), which knows roles only where it finds its plugin. */
static int add_in_role(const struct quick *quick, uint32_t role)
{
	int ret;

	fprintf(stderr, "[#] ip link add dev %s type snaptun role %s\n",
		quick->ifname, SNT_NAME(role, role));
	ret = route_add_link(quick->ifname, role);
	return ret ? ctl_fail("%s: no link is added: %s", quick->ifname,
			      strerror(-ret)) : 0;
}

static int add_link(struct quick *quick)
{
	uint32_t role = quick->conf.dev->role;
	int status = role == SNAPTUN_ROLE_PEER ?
		     exec_run("ip", "link", "add", "dev", quick->ifname,
			      "type", "snaptun") :
		     add_in_role(quick, role);

	if (status)
		return status;
	quick->ifindex = if_nametoindex(quick->ifname);
	return quick_remember(quick);
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
	return quick_add_addresses(quick);
}

static int set_mtu_up(struct quick *quick)
{
	return quick_set_mtu(quick, quick->conf.quick.mtu, true);
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

static int add_facade(struct quick *quick)
{
	return quick_add_facade(quick);
}

static int post_up(struct quick *quick)
{
	return quick_run_hooks(quick, SNT_HOOK_POST_UP);
}

static int run_steps(struct quick *quick)
{
	static int (*const steps[])(struct quick *quick) = {
		remember, pre_up, add_link, set_config, add_addresses,
		set_mtu_up, set_dns, add_routes, add_facade, post_up,
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
	quick_clean_up(quick);
	if (quick->ifindex)
		exec_run("ip", "link", "delete", "dev", quick->ifname);
	quick_forget(quick);
}

/* The link that an earlier "up" made was deleted by hand: so goes the rest. */
static int clear_the_way(const struct quick *quick)
{
	struct quick earlier;
	int status = 0;

	if (if_nametoindex(quick->ifname))
		return ctl_fail("`%s' already exists", quick->ifname);
	if (!quick_recall(&earlier, quick->ifname))
		status = quick_clean_up(&earlier);
	quick_uninit(&earlier);
	return status;
}

int cmd_up(int argc, char **argv)
{
	struct quick quick;
	int status;

	if (argc != 2)
		return CTL_USAGE;
	status = quick_init(&quick, argv[1]);
	if (!status)
		status = quick_lock(&quick);
	if (!status) {
		exec_catch_signals();
		status = clear_the_way(&quick);
		if (!status) {
			status = run_steps(&quick);
			if (status)
				undo(&quick);
		}
	}
	quick_uninit(&quick);
	return status ? 1 : 0;
}
