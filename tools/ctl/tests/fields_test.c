// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables of fields are whole: nothing of the kernel's is left out by
 * mistake, and a field has what each place needs that it is listed for.
 */
#include <kunit/test.h>
#include <linux/snaptun.h>

#include "fields.h"

static bool is_of(const struct snt_field *field, uint16_t attr)
{
	const struct snt_address_attrs *address = field->address;

	if (!address)
		return attr == field->attr;
	return attr == address->ipv4 || attr == address->ipv6 ||
	       attr == address->scope_id || attr == address->port;
}

static bool has_attr(const struct snt_kind *kind, uint16_t attr)
{
	const struct snt_field *const *row;

	snt_for_each_field(row, kind->shown) {
		if (is_of(*row, attr))
			return true;
	}
	return false;
}

static bool is_in(const uint16_t *list, size_t nr, uint16_t attr)
{
	while (nr) {
		if (list[--nr] == attr)
			return true;
	}
	return false;
}

static void every_attribute_has_a_row(struct kunit *test)
{
	/* what says which object it is, how to change it, or what happened */
	static const uint16_t not_of_dev[] = {
		SNAPTUN_A_DEV_IFNAME, SNAPTUN_A_DEV_FLAGS, SNAPTUN_A_DEV_SEQ,
		SNAPTUN_A_DEV_ROUTERS,
	};
	static const uint16_t not_of_peer[] = {
		SNAPTUN_A_PEER_PAD, SNAPTUN_A_PEER_IFINDEX,
		SNAPTUN_A_PEER_IFNAME, SNAPTUN_A_PEER_FLAGS,
		SNAPTUN_A_PEER_CONTINUED, SNAPTUN_A_PEER_EVENT,
		SNAPTUN_A_PEER_SEQ,
		/* goes with the other port; what a tunnel does only once */
		SNAPTUN_A_PEER_LOCAL_PORT_MAX, SNAPTUN_A_PEER_ACTION,
	};
	uint16_t attr;

	for (attr = 1; attr <= SNAPTUN_A_DEV_MAX; attr++)
		KUNIT_EXPECT_TRUE_MSG(test, has_attr(&snt_kind_dev, attr) !=
				      is_in(not_of_dev, ARRAY_SIZE(not_of_dev),
					    attr), "dev: %s",
				      snt_attrs_dev[attr].name);
	for (attr = 1; attr <= SNAPTUN_A_PEER_MAX; attr++)
		KUNIT_EXPECT_TRUE_MSG(test, (has_attr(&snt_kind_peer, attr) ||
					     has_attr(&snt_kind_tunnel, attr) ||
					     has_attr(&snt_kind_made, attr)) !=
				      is_in(not_of_peer,
					    ARRAY_SIZE(not_of_peer), attr),
				      "peer: %s", snt_attrs_peer[attr].name);
}

static bool lists(const struct snt_field *const *list,
		  const struct snt_field *field)
{
	while (*list && *list != field)
		list++;
	return *list;
}

static void expect_configurable(struct kunit *test,
				const struct snt_kind *kind)
{
	const struct snt_field *const *row;

	snt_for_each_field(row, kind->files) {
		const struct snt_field *field = *row;
		bool is_list = field->type == &snt_type_prefixes;

		KUNIT_EXPECT_TRUE(test, field->in_files && field->in_set);
		KUNIT_EXPECT_TRUE_MSG(test, field->flag || is_list, "%s",
				      field->in_set);
		KUNIT_EXPECT_TRUE_MSG(test, field->type->parse || is_list ||
				      field->type == &snt_type_text, "%s",
				      field->in_set);
		KUNIT_EXPECT_TRUE_MSG(test, lists(kind->words, field), "%s",
				      field->in_set);
		KUNIT_EXPECT_TRUE_MSG(test, lists(kind->conf_json, field),
				      "%s", field->in_set);
	}
}

static void expect_shown(struct kunit *test, const struct snt_kind *kind)
{
	const struct snt_field *const *const all[] = {
		kind->files, kind->words, kind->people, kind->conf_json,
		kind->event_json, kind->dump,
	};
	const struct snt_field *const *row;
	size_t i;

	snt_for_each_field(row, kind->shown) {
		KUNIT_EXPECT_TRUE(test, (*row)->in_json);
		KUNIT_EXPECT_TRUE(test, (*row)->type->write &&
				  (*row)->type->json);
		KUNIT_EXPECT_EQ(test, (*row)->type == &snt_type_name,
				!!(*row)->names);
	}
	for (i = 0; i < ARRAY_SIZE(all); i++) {
		snt_for_each_field(row, all[i])
			KUNIT_EXPECT_TRUE_MSG(test, lists(kind->shown, *row),
					      "list %zu, row %zu", i,
					      (size_t)(row - all[i]));
	}
	snt_for_each_field(row, kind->people)
		KUNIT_EXPECT_TRUE(test, (*row)->for_people && (*row)->in_show);
}

static void rows_have_what_their_lists_need(struct kunit *test)
{
	expect_configurable(test, &snt_kind_dev);
	expect_configurable(test, &snt_kind_peer);
	expect_configurable(test, &snt_kind_gateway);
	expect_configurable(test, &snt_kind_tunnel);
	expect_shown(test, &snt_kind_dev);
	expect_shown(test, &snt_kind_peer);
	expect_shown(test, &snt_kind_gateway);
	expect_shown(test, &snt_kind_tunnel);
	expect_shown(test, &snt_kind_made);
}

static void secrets_are_in_no_notification(struct kunit *test)
{
	const struct snt_field *const *row;

	snt_for_each_field(row, snt_kind_dev.event_json)
		KUNIT_EXPECT_FALSE(test, (*row)->secret);
	snt_for_each_field(row, snt_kind_peer.event_json)
		KUNIT_EXPECT_FALSE(test, (*row)->secret);
	snt_for_each_field(row, snt_kind_gateway.event_json)
		KUNIT_EXPECT_FALSE(test, (*row)->secret);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(every_attribute_has_a_row),
	KUNIT_CASE(rows_have_what_their_lists_need),
	KUNIT_CASE(secrets_are_in_no_notification),
	{ }
};

static struct kunit_suite suite = {
	.name = "ctl_fields",
	.test_cases = cases,
};

kunit_test_suite(suite);
