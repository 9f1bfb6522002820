/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between which ISD-AS packets went: a table of pairs that begins small, grows
 * with what there is, and has an end.
 */
#ifndef _SNT_IA_PAIRS_H
#define _SNT_IA_PAIRS_H

#include "env.h"

/* Pairs that there is room for at first, and at most */
#define SNT_IA_PAIRS_FIRST	4
#define SNT_IA_PAIRS_MAX	32

/**
 * struct snt_traffic - how much
 * @packets: packets
 * @bytes: bytes of these
 */
struct snt_traffic {
	u64 packets;
	u64 bytes;
};

/**
 * struct snt_ia_pair - packets from one ISD-AS to another
 * @src_ia: from
 * @dst_ia: to
 * @traffic: how many
 */
struct snt_ia_pair {
	u64 src_ia;
	u64 dst_ia;
	struct snt_traffic traffic;
};

/**
 * struct snt_ia_pairs - the pairs of one direction; zero: none, nor room
 * @pairs: these; memory of the caller
 * @nr: how many there are
 * @max: for how many there is room
 * @last: the one that was counted last
 * @other: what was for pairs that had no room
 *
 * The caller's lock protects it.
 */
struct snt_ia_pairs {
	struct snt_ia_pair *pairs;
	u16 nr;
	u16 max;
	u16 last;
	struct snt_traffic other;
};

u16 snt_ia_pairs_next_max(const struct snt_ia_pairs *table);
struct snt_ia_pair *snt_ia_pairs_grow(struct snt_ia_pairs *table,
				      struct snt_ia_pair *pairs, u16 max);
struct snt_traffic *snt_ia_pairs_find(struct snt_ia_pairs *table, u64 src_ia,
				      u64 dst_ia);

#endif /* _SNT_IA_PAIRS_H */
