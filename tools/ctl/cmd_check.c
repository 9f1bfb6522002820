// SPDX-License-Identifier: GPL-2.0-only
/*
 * check.
 */
#include "ctl.h"

int cmd_check(int argc, char **argv)
{
	struct snt_nl nl;
	int status;

	(void)argc;
	(void)argv;
	status = ctl_open(&nl);
	snt_nl_close(&nl);
	return status;
}
