// SPDX-License-Identifier: GPL-2.0-only
/*
 * set: the grammar of wg(8), and what snaptun has besides.
 */
#include "ctl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "key.h"
#include "mem.h"
#include "parse.h"
#include "resolve.h"

/**
 * struct subject - what the words are about
 * @dev: the interface
 * @kind: of @object
 * @object: the interface, or the peer or gateway that was named last
 */
struct subject {
	struct snt_dev *dev;
	const struct snt_kind *kind;
	void *object;
};

static int bad_value(const char *word, const char *value, const char *want)
{
	return ctl_fail("%s: `%s' is not %s", word, value, want);
}

static int read_key(const char *word, const char *path,
		    uint8_t key[SNT_KEY_LEN])
{
	int ret = snt_key_from_file(key, path);

	if (ret && !snt_key_from_text(key, path, strlen(path)))
		return ctl_fail("%s takes the file that holds the key, so that others cannot see it",
				word);
	if (ret == -EINVAL)
		return ctl_fail("%s: %s does not hold " SNT_WANT_KEY, word,
				path);
	if (ret)
		return ctl_fail("%s: %s: %s", word, path, strerror(-ret));
	return 0;
}

static int begin_object(struct subject *subject, const char *word,
			const char *value)
{
	uint8_t key[SNT_KEY_LEN];

	if (snt_key_from_text(key, value, strlen(value)))
		return bad_value(word, value, SNT_WANT_KEY);
	if (subject->dev->gateway || (subject->dev->peers &&
				      strcmp(word, "peer")))
		return ctl_fail("an interface has one gateway, or else peers");
	if (!strcmp(word, "peer")) {
		subject->kind = &snt_kind_peer;
		subject->object = snt_model_add_peer(subject->dev, key);
		return 0;
	}
	subject->kind = &snt_kind_gateway;
	subject->object = snt_model_set_gateway(subject->dev, key);
	return 0;
}

static int set_allowed_ips(struct snt_peer *peer, const char *value)
{
	struct snt_list rough = { 0 };
	const char *bad = NULL;
	int status = 0;
	size_t i;

	peer->flags |= SNT_PEER_REPLACE_ALLOWED_IPS;
	if (snt_parse_prefixes(peer, value, &rough, &bad))
		status = bad_value("allowed-ips", bad, SNT_WANT_PREFIX);
	for (i = 0; i < rough.nr && !status; i++)
		ctl_warn("allowed-ips: " SNT_WARN_PREFIX, rough.text[i]);
	snt_list_uninit(&rough);
	free((char *)bad);
	return status;
}

static int resolve(struct snt_peer *peer)
{
	char error[SNT_RESOLVE_ERROR];

	return snt_resolve_peer(peer, error) ?
	       ctl_fail("endpoint: %s", error) : 0;
}

static int set_field(const struct snt_field *field, void *object,
		     const char *value)
{
	const char *want;

	if (field->type == &snt_type_prefixes)
		return set_allowed_ips(object, value);
	*snt_field_flags(field, object) |= field->flag;
	if (field->type == &snt_type_key)
		return read_key(field->in_set, value,
				snt_field_value(field, object));
	if (field->type == &snt_type_text)
		return snt_parse_label(snt_field_value(field, object), value) ?
		       ctl_fail("the %s is longer than %d bytes or has control characters",
				field->in_set, SNT_LABEL_LEN) : 0;
	want = snt_field_parse(field, object, value);
	if (want)
		return bad_value(field->in_set, value, want);
	return field->type == &snt_type_endpoint ? resolve(object) : 0;
}

static bool is_word_of(const struct snt_kind *kind, const char *name)
{
	return snt_field_in_set(kind, name) ||
	       (kind == &snt_kind_peer && !strcmp(name, "remove"));
}

static int refuse_word(const struct snt_kind *kind, const char *name)
{
	const struct snt_field *const *row;
	const char *more = "";
	char list[256] = "";
	size_t used = 0;

	if (kind == &snt_kind_dev && is_word_of(&snt_kind_peer, name))
		return ctl_fail("`%s' is said of a peer: it comes after `peer KEY'",
				name);
	if (kind != &snt_kind_dev && is_word_of(&snt_kind_dev, name))
		return ctl_fail("`%s' is said of the interface: it comes before the first `peer'",
				name);
	for (row = kind->words; *row && used < sizeof(list); row++)
		used += snprintf(list + used, sizeof(list) - used, " %s",
				 (*row)->in_set);
	if (kind == &snt_kind_dev)
		more = " peer gateway";
	else if (kind == &snt_kind_peer)
		more = " peer remove";
	return ctl_fail("`%s' is not understood; possible are%s%s", name,
			list, more);
}

/* A list that blanks cut into words goes on after a comma at the end. */
static char *take_value(char ***argv, bool is_list)
{
	char *value = snt_mem_copy(**argv, strlen(**argv));
	size_t len = strlen(value), max = len + 1;

	(*argv)++;
	while (is_list && len && value[len - 1] == ',' && **argv) {
		size_t more = strlen(**argv);

		value = snt_mem_grow(value, &max, len + more + 1, 1);
		memcpy(value + len, **argv, more + 1);
		len += more;
		(*argv)++;
	}
	return value;
}

static bool begins_object(const char *word)
{
	return !strcmp(word, "peer") || !strcmp(word, "gateway");
}

static bool is_list(const struct snt_field *field)
{
	return field->type == &snt_type_prefixes ||
	       field->type == &snt_type_isd_ases;
}

static int parse_words(struct snt_dev *dev, char **argv)
{
	struct subject subject = { dev, &snt_kind_dev, dev };
	int status = 0;

	while (*argv && !status) {
		const struct snt_field *field;
		const char *word = *argv++;
		char *value;

		if (subject.kind == &snt_kind_peer && !strcmp(word, "remove")) {
			dev->last->flags |= SNT_PEER_REMOVE;
			continue;
		}
		field = snt_field_in_set(subject.kind, word);
		if (!field && !begins_object(word))
			return refuse_word(subject.kind, word);
		if (!*argv)
			return ctl_fail("`%s' needs a value", word);
		value = take_value(&argv, field && is_list(field));
		status = field ? set_field(field, subject.object, value) :
				 begin_object(&subject, word, value);
		free(value);
	}
	return status;
}

int cmd_set(int argc, char **argv)
{
	struct snt_dev *dev;
	struct snt_nl nl;
	int status;

	if (argc < 3)
		return CTL_USAGE;
	if (strlen(argv[1]) >= IFNAMSIZ)
		return ctl_fail("`%s' is too long for an interface", argv[1]);
	dev = snt_model_create(argv[1]);
	status = parse_words(dev, argv + 2);
	if (!status) {
		status = ctl_open(&nl);
		if (!status)
			status = ctl_check_role(&nl, dev);
		if (!status)
			status = ctl_apply(&nl, dev);
		snt_nl_close(&nl);
	}
	snt_model_destroy(dev);
	return status;
}
