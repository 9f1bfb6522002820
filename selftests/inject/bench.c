// SPDX-License-Identifier: GPL-2.0-only
/*
 * What one frame costs, by each way that the kernel offers to send it.
 */
#include "check.h"
int bench_main(int argc, char **argv)
{
	(void)argc; (void)argv;
	return 0;
}
