/* SPDX-License-Identifier: GPL-2.0-only */
/* What the facade itself says to applications */
#ifndef _SNT_FACADE_ANSWER_H
#define _SNT_FACADE_ANSWER_H

#include <linux/skbuff.h>
#include "core/flow.h"

struct snt_client;
struct snt_wrapped;

bool snt_facade_answer_stun(struct snt_client *client,
			    const struct snt_wrapped *packet,
			    struct sk_buff *skb);
void snt_facade_answer_too_big(struct snt_client *client,
			       const struct snt_wrapped *packet,
			       struct sk_buff *skb);
void snt_facade_answer_unreachable(struct snt_client *client,
				   const struct snt_flow *app,
				   struct sk_buff *skb);

#endif /* _SNT_FACADE_ANSWER_H */
