/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The libraries that see secrets.
 */
#ifndef _SNT_LIBRARIES_H
#define _SNT_LIBRARIES_H

int snt_libraries_init(void);

#endif
