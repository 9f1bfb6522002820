// SPDX-License-Identifier: GPL-2.0-only
/* Few talk between many pairs, and packets of a pair come in runs. */
#include "ia_pairs.h"

/**
 * snt_ia_pairs_next_max - how much room is there to be next?
 * @table: which is full
 *
 * Context: any; caller locks @table.
 * Return: for how many pairs, 0: there is to be no more.
 */
u16 snt_ia_pairs_next_max(const struct snt_ia_pairs *table)
{
	if (!table->max)
		return SNT_IA_PAIRS_FIRST;
	return table->max < SNT_IA_PAIRS_MAX ? (u16)(2 * table->max) : 0;
}

/**
 * snt_ia_pairs_grow - have more room
 * @table: its pairs stay
 * @pairs: room for @max
 * @max: more than before
 *
 * Context: any; caller locks @table.
 * Return: the room that was used before, which is the caller's again, or NULL.
 */
struct snt_ia_pair *snt_ia_pairs_grow(struct snt_ia_pairs *table,
				      struct snt_ia_pair *pairs, u16 max)
{
	struct snt_ia_pair *old = table->pairs;

	if (table->nr)
		memcpy(pairs, old, table->nr * sizeof(*pairs));
	table->pairs = pairs;
	table->max = max;
	return old;
}

static bool is_at(const struct snt_ia_pairs *table, u16 i, u64 src_ia,
		  u64 dst_ia)
{
	return table->pairs[i].src_ia == src_ia &&
	       table->pairs[i].dst_ia == dst_ia;
}

/**
 * snt_ia_pairs_find - where to count what goes from one ISD-AS to another
 * @table: the pairs
 * @src_ia: from
 * @dst_ia: to
 *
 * Context: any; caller locks @table.
 * Return: the place, a new one if need be, or NULL: there is no room for it.
 */
struct snt_traffic *snt_ia_pairs_find(struct snt_ia_pairs *table, u64 src_ia,
				      u64 dst_ia)
{
	u16 i;

	if (table->last < table->nr &&
	    is_at(table, table->last, src_ia, dst_ia))
		return &table->pairs[table->last].traffic;
	for (i = 0; i < table->nr; i++) {
		if (is_at(table, i, src_ia, dst_ia))
			break;
	}
	if (i == table->max)
		return NULL;
	if (i == table->nr) {
		memset(&table->pairs[i], 0, sizeof(table->pairs[i]));
		table->pairs[i].src_ia = src_ia;
		table->pairs[i].dst_ia = dst_ia;
		table->nr++;
	}
	table->last = i;
	return &table->pairs[i].traffic;
}
