// SPDX-License-Identifier: GPL-2.0-only
/*
 * reload: what a changed file says differently becomes true. All of the file is
 * read and checked first; when something is refused later, what was done until
 * then is undone.
 */
#include "ctl.h"

#include <net/if.h>

#include "ctl_conf.h"
#include "exec.h"
#include "quick.h"
#include "route.h"

static int change_mtu(const struct quick *have, const struct quick *want)
{
	if (have->conf.quick.mtu == want->conf.quick.mtu)
		return 0;
	return quick_set_mtu(want, want->conf.quick.mtu, false);
}

/* What is done by other programs, and can be done backwards as well. */
static int change_link(struct quick *have, struct quick *want)
{
	int status = quick_change_addresses(have, want);

	if (!status)
		status = quick_change_facade(have, want);
	if (!status)
		status = quick_change_routes(have, want);
	if (!status)
		status = quick_change_dns(have, want);
	return status;
}

static int change_device(struct quick *want)
{
	fprintf(stderr, "[#] " CTL_NAME " syncconf %s %s\n", want->ifname,
		want->path);
	return ctl_apply_conf(&want->conf, want->ifname, CTL_CONF_SYNC);
}

static void go_back(struct quick *have, struct quick *want,
		    struct snt_dev *dev, uint32_t mtu)
{
	exec_was_stopped();
	fprintf(stderr, "Warning: `%s' goes back to what it was\n",
		want->ifname);
	ctl_apply_dev(dev, CTL_CONF_SET);
	quick_set_mtu(want, mtu, false);
	change_link(want, have);
	quick_remember(have);
}

static int change(struct quick *have, struct quick *want)
{
	struct snt_dev *dev = NULL;
	struct link link;
	int status = ctl_read_dev(want->ifname, &dev);

	if (!status && route_get_link(want->ifname, &link))
		status = ctl_fail("`%s' has gone", want->ifname);
	if (!status) {
		status = change_device(want);
		if (!status)
			status = change_mtu(have, want);
		if (!status)
			status = change_link(have, want);
		if (!status)
			status = quick_remember(want);
		if (status)
			go_back(have, want, dev, link.mtu);
	}
	snt_model_destroy(dev);
	return status;
}

/* The mark of default routes is in rules that are in use. */
static int check_mark(const struct quick *have, struct quick *want)
{
	struct snt_dev *dev = want->conf.dev;

	if (!have->table || !quick_has_default(want))
		return 0;
	if (!dev->fwmark)
		dev->fwmark = have->table;
	if (dev->fwmark == have->table)
		return 0;
	return ctl_fail("%s: FwMark cannot change while a default route uses it; take `%s' down and up again",
			want->path, want->ifname);
}

/* What syncconf would leave alone, but its route goes. */
static void take_facade_away(const struct quick *have, struct quick *want)
{
	if (have->conf.dev->facade.sa.sa_family)
		want->conf.dev->flags |= SNT_DEV_HAS_FACADE;
}

static int prepare(struct quick *have, struct quick *want)
{
	int status;

	if (quick_recall(have, want->ifname))
		return ctl_fail("`%s' was not made by `up'", want->ifname);
	if (if_nametoindex(want->ifname) != have->ifindex)
		return ctl_fail("`%s' is not the link that `up' made",
				want->ifname);
	status = quick_require_snaptun(want);
	if (!status)
		status = check_mark(have, want);
	if (!status)
		status = ctl_resolve_conf(&want->conf, want->path);
	want->ifindex = have->ifindex;
	take_facade_away(have, want);
	return status;
}

int cmd_reload(int argc, char **argv)
{
	struct quick want, have = { .lock = -1 };
	int status;

	if (argc != 2)
		return CTL_USAGE;
	status = quick_init(&want, argv[1]);
	if (!status)
		status = quick_lock(&want);
	if (!status)
		status = prepare(&have, &want);
	if (!status) {
		exec_catch_signals();
		status = change(&have, &want);
	}
	quick_uninit(&have);
	quick_uninit(&want);
	return status ? 1 : 0;
}
