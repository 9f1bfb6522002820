/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _SNT_ERRORS_H
#define _SNT_ERRORS_H

#include <linux/skbuff.h>

void snt_errors_unreachable(struct sk_buff *skb);

#endif /* _SNT_ERRORS_H */
