// SPDX-License-Identifier: GPL-2.0-only
/*
 * showconf.
 */
#include "ctl.h"

#include "conf.h"
#include "show.h"

int cmd_showconf(int argc, char **argv)
{
	bool json = ctl_take_option(&argc, argv, "--json");
	struct snt_nl nl;
	struct snt_dev *dev;
	int status;

	if (argc != 2)
		return CTL_USAGE;
	status = ctl_open(&nl);
	if (!status && snt_nl_get_dev(&nl, argv[1], &dev))
		status = ctl_fail("Unable to access interface %s: %s", argv[1],
				  nl.error);
	if (!status) {
		if (json) {
			show_json_conf(dev);
		} else {
			snt_conf_write_interface(stdout, dev);
			snt_conf_write_peers(stdout, dev);
		}
		snt_model_destroy(dev);
	}
	snt_nl_close(&nl);
	return status;
}
