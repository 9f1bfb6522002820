/* SPDX-License-Identifier: GPL-2.0-only */
/* When frames leave. */
#ifndef _SNT_INJECT_STAMP_H
#define _SNT_INJECT_STAMP_H

int snt_stamp_init(int fd);

#endif /* _SNT_INJECT_STAMP_H */
