// SPDX-License-Identifier: GPL-2.0-only
/*
 * down, save and strip.
 */
#include "ctl.h"

#include "exec.h"
#include "quick.h"
#include "text.h"

static int take_down(struct quick *quick)
{
	int status = quick_run_hooks(quick, SNT_HOOK_PRE_DOWN);

	if (!status && quick->conf.quick.save)
		status = quick_save(quick);
	if (!status)
		status = quick_remove_rules(quick);
	if (!status)
		status = exec_run("ip", "link", "delete", "dev", quick->ifname);
	if (status)
		return status;
	/* the link is gone: what is left is tried, whatever fails */
	status = quick_unset_dns(quick);
	return quick_run_hooks(quick, SNT_HOOK_POST_DOWN) ? 1 : status;
}

static int run(int argc, char **argv, int (*act)(struct quick *quick))
{
	struct quick quick;
	int status;

	if (argc != 2)
		return ctl_usage(argv[0]);
	status = quick_init(&quick, argv[1]);
	if (!status)
		status = act(&quick);
	quick_uninit(&quick);
	return status;
}

static int act_down(struct quick *quick)
{
	int status = quick_require_snaptun(quick);

	return status ? status : take_down(quick);
}

int cmd_down(int argc, char **argv)
{
	return run(argc, argv, act_down);
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
	snt_text_write_interface(stdout, quick->conf.dev);
	snt_text_write_peers(stdout, quick->conf.dev);
	return 0;
}

int cmd_strip(int argc, char **argv)
{
	return run(argc, argv, act_strip);
}
