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
	struct snt_dev *dev;
	int status;

	if (argc != 2)
		return CTL_USAGE;
	status = ctl_read_dev(argv[1], &dev);
	if (status)
		return status;
	if (json) {
		show_json_conf(dev);
	} else {
		snt_conf_write_interface(stdout, dev);
		snt_conf_write_gateway(stdout, dev);
		snt_conf_write_peers(stdout, dev);
	}
	snt_model_destroy(dev);
	return 0;
}
