/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Before all other headers: the module is compiled as for a kernel without
 * IPv6, though the one at hand has it. Shows that it builds, and what it calls.
 */
#ifndef _SNT_NO_IPV6_H
#define _SNT_NO_IPV6_H

#undef CONFIG_IPV6
#undef CONFIG_IPV6_MULTIPLE_TABLES
#undef CONFIG_IPV6_SUBTREES

#endif /* _SNT_NO_IPV6_H */
