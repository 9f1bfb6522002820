// SPDX-License-Identifier: GPL-2.0-only
/* Longest-prefix table: by hand, and against a list that is searched. */
#include <kunit/test.h>

#include "role/allowed_ips.h"

#include <linux/errno.h>
#include <linux/rcupdate.h>
#include <linux/socket.h>
#include <linux/string.h>

#define NR_OWNERS	24
#define MODEL_MAX	512
#define NR_CHANGES	4000
#ifdef __KERNEL__
#define NR_LOOKUPS	20000	/* an emulated machine does these in seconds */
#else
#define NR_LOOKUPS	1000000
#endif

/**
 * struct fixture - a table with some owners
 * @table: under test
 * @owners: who may have entries
 */
struct fixture {
	struct snt_allowed_ips table;
	struct snt_allowed_owner owners[NR_OWNERS];
};

/**
 * struct model_entry - an entry of the list that is searched
 * @addr: network order
 * @len: prefix length
 * @owner: index of the owner
 */
struct model_entry {
	u8 addr[16];
	u8 len;
	u8 owner;
};

/**
 * struct model - the same as a table, slow and plain
 * @entries: in no order
 * @nr: how many
 */
struct model {
	struct model_entry entries[MODEL_MAX];
	unsigned int nr;
};

static int allowed_ips_init(struct kunit *test)
{
	struct fixture *fix = kunit_kzalloc(test, sizeof(*fix), GFP_KERNEL);
	unsigned int i;

	if (!fix)
		return -ENOMEM;
	snt_allowed_ips_init(&fix->table);
	for (i = 0; i < NR_OWNERS; i++)
		snt_allowed_owner_init(&fix->owners[i]);
	test->priv = fix;
	return 0;
}

static void allowed_ips_exit(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int i;

	for (i = 0; i < NR_OWNERS; i++)
		snt_allowed_ips_remove_owner(&fix->table, &fix->owners[i]);
	snt_allowed_ips_uninit(&fix->table);
}

static void change(struct kunit *test, unsigned int owner, int family,
		   const void *addr, u8 len, bool remove)
{
	struct fixture *fix = test->priv;
	struct snt_allowed_ips_txn txn;

	snt_allowed_ips_txn_init(&txn, false);
	KUNIT_EXPECT_EQ(test, 0, snt_allowed_ips_txn_add(&txn, family, addr,
							 len, remove));
	snt_allowed_ips_txn_commit(&fix->table, &fix->owners[owner], &txn);
}

#define IP4(a, b, c, d)		((const u8[]) { a, b, c, d })
#define IP6(...)		((const u8[16]) { __VA_ARGS__ })

#define ADD4(owner, len, ...) \
	change(test, owner, AF_INET, IP4(__VA_ARGS__), len, false)
#define ADD6(owner, len, ...) \
	change(test, owner, AF_INET6, IP6(__VA_ARGS__), len, false)

/* Index of the owner, or -1. */
static int look_up(struct kunit *test, int family, const void *addr)
{
	struct fixture *fix = test->priv;
	struct snt_allowed_owner *owner;

	rcu_read_lock();
	owner = snt_allowed_ips_lookup(&fix->table, family, addr);
	rcu_read_unlock();
	return owner ? (int)(owner - fix->owners) : -1;
}

#define EXPECT4(owner, ...) \
	KUNIT_EXPECT_EQ(test, owner, look_up(test, AF_INET, IP4(__VA_ARGS__)))
#define EXPECT6(owner, ...) \
	KUNIT_EXPECT_EQ(test, owner, look_up(test, AF_INET6, IP6(__VA_ARGS__)))

static void empty_table_has_no_owner(struct kunit *test)
{
	EXPECT4(-1, 10, 0, 0, 1);
	EXPECT6(-1, 0xfd);
}

static void longest_ipv4_prefix_wins(struct kunit *test)
{
	ADD4(0, 8, 10, 0, 0, 0);
	ADD4(1, 24, 10, 1, 2, 0);
	ADD4(2, 32, 10, 1, 2, 3);
	ADD4(3, 9, 10, 128, 0, 0);
	EXPECT4(0, 10, 1, 3, 1);
	EXPECT4(1, 10, 1, 2, 4);
	EXPECT4(2, 10, 1, 2, 3);
	EXPECT4(3, 10, 255, 255, 255);
	EXPECT4(-1, 11, 0, 0, 0);
	EXPECT6(-1, 10, 1, 2, 3);
}

static void longest_ipv6_prefix_wins(struct kunit *test)
{
	ADD6(0, 8, 0xfd);
	ADD6(1, 64, 0xfd, 1);
	ADD6(2, 65, 0xfd, 1, [8] = 0x80);
	ADD6(3, 128, 0xfd, 1, [15] = 1);
	EXPECT6(0, 0xfd, 2);
	EXPECT6(1, 0xfd, 1, [8] = 0x7f);
	EXPECT6(2, 0xfd, 1, [8] = 0xff);
	EXPECT6(3, 0xfd, 1, [15] = 1);
	EXPECT6(-1, 0xfc);
	EXPECT4(-1, 0xfd, 1, 0, 0);
}

static void default_routes_catch_the_rest(struct kunit *test)
{
	ADD4(0, 0, 0, 0, 0, 0);
	ADD6(1, 0, 0);
	ADD4(2, 32, 255, 255, 255, 255);
	EXPECT4(0, 1, 2, 3, 4);
	EXPECT4(2, 255, 255, 255, 255);
	EXPECT6(1, 0xff, [15] = 0xff);
}

static void bits_behind_the_prefix_are_ignored(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct snt_allowed_ip ip;

	ADD4(0, 20, 10, 1, 0xff, 0xff);
	EXPECT4(0, 10, 1, 0xf0, 0);
	EXPECT4(-1, 10, 1, 0xe0, 0);
	ADD4(0, 20, 10, 1, 0xf1, 0);
	KUNIT_EXPECT_EQ(test, 1U, fix->owners[0].nr);
	KUNIT_ASSERT_TRUE(test, snt_allowed_ips_next(&fix->owners[0], 0, &ip));
	KUNIT_EXPECT_EQ(test, 0, memcmp(ip.addr, IP4(10, 1, 0xf0, 0), 4));
	KUNIT_EXPECT_EQ(test, 20, ip.prefix_len);
	KUNIT_EXPECT_EQ(test, AF_INET, ip.family);
}

static void entry_moves_to_the_new_owner(struct kunit *test)
{
	struct fixture *fix = test->priv;

	ADD4(0, 16, 10, 1, 0, 0);
	ADD4(1, 16, 10, 1, 0, 0);
	EXPECT4(1, 10, 1, 2, 3);
	KUNIT_EXPECT_EQ(test, 0U, fix->owners[0].nr);
	KUNIT_EXPECT_EQ(test, 1U, fix->owners[1].nr);
}

static void removal_uncovers_the_shorter_prefix(struct kunit *test)
{
	ADD4(0, 8, 10, 0, 0, 0);
	ADD4(1, 16, 10, 1, 0, 0);
	ADD4(2, 16, 10, 2, 0, 0);
	change(test, 1, AF_INET, IP4(10, 1, 0, 0), 16, true);
	EXPECT4(0, 10, 1, 0, 1);
	EXPECT4(2, 10, 2, 0, 1);
	change(test, 0, AF_INET, IP4(10, 0, 0, 0), 8, true);
	EXPECT4(-1, 10, 1, 0, 1);
	EXPECT4(2, 10, 2, 0, 1);
}

static void removal_for_another_owner_is_ignored(struct kunit *test)
{
	ADD4(0, 16, 10, 1, 0, 0);
	change(test, 1, AF_INET, IP4(10, 1, 0, 0), 16, true);
	change(test, 0, AF_INET, IP4(10, 1, 0, 0), 17, true);
	EXPECT4(0, 10, 1, 2, 3);
}

static void removed_owner_has_no_entries(struct kunit *test)
{
	struct fixture *fix = test->priv;

	ADD4(0, 8, 10, 0, 0, 0);
	ADD4(1, 16, 10, 1, 0, 0);
	ADD6(0, 64, 0xfd);
	snt_allowed_ips_remove_owner(&fix->table, &fix->owners[0]);
	EXPECT4(-1, 10, 2, 0, 0);
	EXPECT4(1, 10, 1, 0, 0);
	EXPECT6(-1, 0xfd);
	KUNIT_EXPECT_EQ(test, 0U, fix->owners[0].nr);
}

static void replacing_keeps_what_is_added_again(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct snt_allowed_ips_txn txn;

	ADD4(0, 16, 10, 1, 0, 0);
	ADD4(0, 16, 10, 2, 0, 0);
	ADD4(1, 16, 10, 3, 0, 0);
	snt_allowed_ips_txn_init(&txn, true);
	KUNIT_EXPECT_EQ(test, 0,
			snt_allowed_ips_txn_add(&txn, AF_INET,
						IP4(10, 2, 0, 0), 16, false));
	KUNIT_EXPECT_EQ(test, 0,
			snt_allowed_ips_txn_add(&txn, AF_INET,
						IP4(10, 4, 0, 0), 16, false));
	snt_allowed_ips_txn_commit(&fix->table, &fix->owners[0], &txn);
	EXPECT4(-1, 10, 1, 0, 0);
	EXPECT4(0, 10, 2, 0, 0);
	EXPECT4(1, 10, 3, 0, 0);
	EXPECT4(0, 10, 4, 0, 0);
	KUNIT_EXPECT_EQ(test, 2U, fix->owners[0].nr);
}

static void aborted_changes_change_nothing(struct kunit *test)
{
	struct snt_allowed_ips_txn txn;

	ADD4(0, 16, 10, 1, 0, 0);
	snt_allowed_ips_txn_init(&txn, true);
	KUNIT_EXPECT_EQ(test, 0,
			snt_allowed_ips_txn_add(&txn, AF_INET,
						IP4(10, 2, 0, 0), 16, false));
	snt_allowed_ips_txn_abort(&txn);
	EXPECT4(0, 10, 1, 0, 0);
	EXPECT4(-1, 10, 2, 0, 0);
}

static void impossible_prefixes_are_refused(struct kunit *test)
{
	struct snt_allowed_ips_txn txn;

	snt_allowed_ips_txn_init(&txn, false);
	KUNIT_EXPECT_EQ(test, -EINVAL,
			snt_allowed_ips_txn_add(&txn, AF_INET, IP4(1, 2, 3, 4),
						33, false));
	KUNIT_EXPECT_EQ(test, -EINVAL,
			snt_allowed_ips_txn_add(&txn, AF_INET6, IP6(1), 129,
						true));
	KUNIT_EXPECT_EQ(test, -EAFNOSUPPORT,
			snt_allowed_ips_txn_add(&txn, AF_UNSPEC, IP6(1), 1,
						false));
	snt_allowed_ips_txn_abort(&txn);
}

/* Which last byte the entry behind @cursor has, -1 at the end. */
static int next_byte(struct kunit *test, u64 *cursor)
{
	struct fixture *fix = test->priv;
	struct snt_allowed_ip ip;

	if (!snt_allowed_ips_next(&fix->owners[0], *cursor, &ip))
		return -1;
	*cursor = ip.cursor;
	return ip.addr[3];
}

static void listing_survives_changes(struct kunit *test)
{
	u64 cursor = 0, other = 0;
	unsigned int i;

	for (i = 1; i <= 6; i++)
		ADD4(0, 32, 10, 0, 0, i);
	KUNIT_EXPECT_EQ(test, 1, next_byte(test, &cursor));
	KUNIT_EXPECT_EQ(test, 2, next_byte(test, &cursor));
	/* The one listed last, one before and one behind it go away. */
	change(test, 0, AF_INET, IP4(10, 0, 0, 2), 32, true);
	change(test, 0, AF_INET, IP4(10, 0, 0, 1), 32, true);
	change(test, 0, AF_INET, IP4(10, 0, 0, 4), 32, true);
	KUNIT_EXPECT_EQ(test, 3, next_byte(test, &cursor));
	KUNIT_EXPECT_EQ(test, 3, next_byte(test, &other));
	ADD4(1, 32, 10, 0, 0, 5);
	ADD4(0, 32, 10, 0, 0, 7);
	KUNIT_EXPECT_EQ(test, 6, next_byte(test, &cursor));
	KUNIT_EXPECT_EQ(test, 7, next_byte(test, &cursor));
	KUNIT_EXPECT_EQ(test, -1, next_byte(test, &cursor));
	KUNIT_EXPECT_EQ(test, 6, next_byte(test, &other));
}

/* Same numbers in each run, so that a failure comes again. */
static u64 draw(u64 *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state * 0x2545f4914f6cdd1d;
}

static bool matches(const struct model_entry *entry, const u8 *addr)
{
	unsigned int whole = entry->len / 8, rest = entry->len % 8;

	return !memcmp(entry->addr, addr, whole) &&
	       (!rest ||
		!((entry->addr[whole] ^ addr[whole]) >> (8 - rest)));
}

static int model_look_up(const struct model *model, const u8 *addr)
{
	int best = -1, best_len = -1;
	unsigned int i;

	for (i = 0; i < model->nr; i++) {
		const struct model_entry *entry = &model->entries[i];

		if (entry->len > best_len && matches(entry, addr)) {
			best = entry->owner;
			best_len = entry->len;
		}
	}
	return best;
}

static struct model_entry *model_find(struct model *model, const u8 *addr,
				      u8 len)
{
	unsigned int i;

	for (i = 0; i < model->nr; i++)
		if (model->entries[i].len == len &&
		    matches(&model->entries[i], addr))
			return &model->entries[i];
	return NULL;
}

static void model_change(struct model *model, const struct model_entry *new,
			 bool remove)
{
	struct model_entry *old = model_find(model, new->addr, new->len);

	if (remove && old && old->owner == new->owner)
		*old = model->entries[--model->nr];
	else if (!remove && old)
		old->owner = new->owner;
	else if (!remove)
		model->entries[model->nr++] = *new;
}

/* Close to an entry that is there, so that prefixes nest and share paths. */
static void draw_addr(const struct model *model, u64 *state, unsigned int size,
		      u8 *addr)
{
	unsigned int i, keep;

	for (i = 0; i < size; i++)
		addr[i] = draw(state) >> 56;
	if (!model->nr || draw(state) % 8 == 0)
		return;
	keep = draw(state) % (size * 8 + 1);
	i = draw(state) % model->nr;
	memcpy(addr, model->entries[i].addr, keep / 8);
	if (keep % 8)
		addr[keep / 8] = (addr[keep / 8] & (0xff >> keep % 8)) |
				 (model->entries[i].addr[keep / 8] &
				  ~(0xff >> keep % 8));
}

static void change_at_random(struct kunit *test, struct model *model,
			     int family, u64 *state)
{
	unsigned int size = family == AF_INET ? 4 : 16;
	struct model_entry new = {};
	bool remove;

	remove = model->nr == MODEL_MAX ||
		 (model->nr && draw(state) % 5 < 2);
	if (remove) {
		new = model->entries[draw(state) % model->nr];
		if (draw(state) % 8 == 0)
			new.owner = draw(state) % NR_OWNERS;
	} else {
		draw_addr(model, state, size, new.addr);
		new.len = draw(state) % (size * 8 + 1);
		new.owner = draw(state) % NR_OWNERS;
	}
	model_change(model, &new, remove);
	change(test, new.owner, family, new.addr, new.len, remove);
}

static void compare_at_random(struct kunit *test, const struct model *model,
			      int family, u64 *state, unsigned int nr)
{
	u8 addr[16] = {};
	unsigned int i;

	for (i = 0; i < nr; i++) {
		draw_addr(model, state, family == AF_INET ? 4 : 16, addr);
		KUNIT_ASSERT_EQ(test, model_look_up(model, addr),
				look_up(test, family, addr));
	}
}

static void compare_family(struct kunit *test, int family, u64 state)
{
	struct model *model = kunit_kzalloc(test, sizeof(*model), GFP_KERNEL);
	struct fixture *fix = test->priv;
	unsigned int i, listed = 0;

	KUNIT_ASSERT_NOT_NULL(test, model);
	for (i = 0; i < NR_CHANGES; i++) {
		change_at_random(test, model, family, &state);
		compare_at_random(test, model, family, &state,
				  NR_LOOKUPS / NR_CHANGES / 2);
	}
	for (i = 0; i < NR_OWNERS; i++)
		listed += fix->owners[i].nr;
	KUNIT_EXPECT_EQ(test, model->nr, listed);
}

static void random_ipv4_agrees_with_the_model(struct kunit *test)
{
	compare_family(test, AF_INET, 1);
}

static void random_ipv6_agrees_with_the_model(struct kunit *test)
{
	compare_family(test, AF_INET6, 2);
}

static struct kunit_case allowed_ips_cases[] = {
	KUNIT_CASE(empty_table_has_no_owner),
	KUNIT_CASE(longest_ipv4_prefix_wins),
	KUNIT_CASE(longest_ipv6_prefix_wins),
	KUNIT_CASE(default_routes_catch_the_rest),
	KUNIT_CASE(bits_behind_the_prefix_are_ignored),
	KUNIT_CASE(entry_moves_to_the_new_owner),
	KUNIT_CASE(removal_uncovers_the_shorter_prefix),
	KUNIT_CASE(removal_for_another_owner_is_ignored),
	KUNIT_CASE(removed_owner_has_no_entries),
	KUNIT_CASE(replacing_keeps_what_is_added_again),
	KUNIT_CASE(aborted_changes_change_nothing),
	KUNIT_CASE(impossible_prefixes_are_refused),
	KUNIT_CASE(listing_survives_changes),
	KUNIT_CASE(random_ipv4_agrees_with_the_model),
	KUNIT_CASE(random_ipv6_agrees_with_the_model),
	{}
};

static struct kunit_suite allowed_ips_suite = {
	.name = "snaptun_allowed_ips",
	.init = allowed_ips_init,
	.exit = allowed_ips_exit,
	.test_cases = allowed_ips_cases,
};

kunit_test_suites(&allowed_ips_suite);
