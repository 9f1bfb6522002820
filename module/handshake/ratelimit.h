/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _SNT_RATELIMIT_H
#define _SNT_RATELIMIT_H

#include <linux/siphash.h>
#include <linux/socket.h>
#include <linux/types.h>

struct net;
struct snt_ratelimit_set;

/**
 * struct snt_ratelimit - limits handshakes per source address
 * @key: secret that spreads the sources, so that none can choose its set
 * @sets: fixed table; no memory is allocated for a source
 */
struct snt_ratelimit {
	siphash_key_t key;
	struct snt_ratelimit_set *sets;
};

int snt_ratelimit_init(struct snt_ratelimit *limit);
void snt_ratelimit_uninit(struct snt_ratelimit *limit);
int snt_ratelimit_take(struct snt_ratelimit *limit, const struct net *net,
		       const struct sockaddr *source, u64 now_ns);

#endif /* _SNT_RATELIMIT_H */
