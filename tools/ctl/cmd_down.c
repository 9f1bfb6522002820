// SPDX-License-Identifier: GPL-2.0-only
/*
 * down, save and strip.
 */
#include "ctl.h"

#include <net/if.h>

#include "exec.h"
#include "quick.h"

/*
 * The file may say something else by now about the interface; what "up" was
 * told is good enough when it says nothing that can be understood.
 */
static int save(const struct quick *quick)
{
	struct quick now;
	int status;

	status = quick_init(&now, quick->path);
	if (status)
		fprintf(stderr, "Warning: %s is written anew from what `up' read\n",
			quick->path);
	status = quick_save(status ? quick : &now);
	quick_uninit(&now);
	return status;
}

static int take_down(struct quick *quick)
{
	int status = quick_run_hooks(quick, SNT_HOOK_PRE_DOWN);

	if (!status && quick->conf.quick.save)
		status = save(quick);
	if (!status)
		status = quick_clean_up(quick);
	if (!status)
		status = exec_run("ip", "link", "delete", "dev", quick->ifname);
	if (status)
		return status;
	quick_forget(quick);
	return quick_run_hooks(quick, SNT_HOOK_POST_DOWN);
}

/* The link was deleted by hand. */
static int take_down_rest(struct quick *quick)
{
	int status;

	fprintf(stderr, "Warning: `%s' has gone already\n", quick->ifname);
	status = quick_clean_up(quick);
	if (status)
		return status;
	quick_forget(quick);
	return quick_run_hooks(quick, SNT_HOOK_POST_DOWN);
}

static int take_down_remembered(struct quick *quick)
{
	uint32_t ifindex = if_nametoindex(quick->ifname);
	int status;

	if (!ifindex)
		return take_down_rest(quick);
	status = quick_require_snaptun(quick);
	if (status)
		return status;
	if (quick->ifindex && ifindex != quick->ifindex)
		fprintf(stderr, "Warning: `%s' was made anew since `up'\n",
			quick->ifname);
	return take_down(quick);
}

/* What "up" did, or what the file says where nothing is remembered. */
static int act_down(const struct quick *found)
{
	struct quick quick;
	int status;

	if (!quick_recall(&quick, found->ifname)) {
		status = take_down_remembered(&quick);
	} else {
		quick_uninit(&quick);
		status = quick_init(&quick, found->path);
		if (!status)
			status = quick_require_snaptun(&quick);
		if (!status)
			status = take_down(&quick);
	}
	quick_uninit(&quick);
	return status;
}

int cmd_down(int argc, char **argv)
{
	struct quick found;
	int status;

	if (argc != 2)
		return CTL_USAGE;
	status = quick_find(&found, argv[1]);
	if (!status)
		status = quick_lock(&found);
	if (!status)
		status = act_down(&found);
	quick_uninit(&found);
	return status ? 1 : 0;
}

static int run(int argc, char **argv, int (*act)(struct quick *quick))
{
	struct quick quick;
	int status;

	if (argc != 2)
		return CTL_USAGE;
	status = quick_init(&quick, argv[1]);
	if (!status)
		status = act(&quick);
	quick_uninit(&quick);
	return status ? 1 : 0;
}

static int act_save(struct quick *quick)
{
	int status = quick_require_snaptun(quick);

	return status ? status : quick_save(quick);
}

int cmd_save(int argc, char **argv)
{
	return run(argc, argv, act_save);
}

static int act_strip(struct quick *quick)
{
	snt_conf_write_interface(stdout, quick->conf.dev);
	snt_conf_write_gateway(stdout, quick->conf.dev);
	snt_conf_write_peers(stdout, quick->conf.dev);
	return 0;
}

int cmd_strip(int argc, char **argv)
{
	return run(argc, argv, act_strip);
}
