// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file of lines "token ID", "holder UUID" and "key KEY".
 */
#include "revoked.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_line.h"
#include "key.h"
#include "mem.h"

const char * const snt_revoked_kinds[SNT_NR_REVOKED] = {
	[SNT_REVOKED_TOKEN] = "token",
	[SNT_REVOKED_HOLDER] = "holder",
	[SNT_REVOKED_KEY] = "key",
};

/**
 * struct parser - a file that is being read
 * @reader: knows the line
 * @revoked: what has been read
 * @max: how many there is room for
 * @error: what is wrong
 */
struct parser {
	struct snt_line_reader reader;
	struct snt_revoked *revoked;
	size_t max;
	struct snt_conf_error *error;
};

static int read_key(char text[SNT_REVOKED_SIZE], const char *value)
{
	uint8_t key[SNT_KEY_LEN];

	if (snt_key_from_text(key, value, strlen(value)))
		return -EINVAL;
	snt_key_to_text(text, key);
	return 0;
}

static int read_token(char text[SNT_REVOKED_SIZE], const char *value)
{
	const char *c;

	for (c = value; *c >= ' ' && *c <= '~'; c++)
		;
	if (*c || c == value || c - value >= SNT_CLAIMS_ID_SIZE)
		return -EINVAL;
	snt_claims_name(text, SNT_REVOKED_SIZE, value);
	return 0;
}

/**
 * snt_revocation_parse - read what is revoked
 * @revocation: filled
 * @text: a word for what it is, a space, and that
 *
 * Return: 0 or -EINVAL.
 */
int snt_revocation_parse(struct snt_revocation *revocation, const char *text)
{
	const char *value = strchr(text, ' ');
	size_t len = value ? value - text : 0;
	unsigned int kind = 0;

	while (kind < SNT_NR_REVOKED &&
	       (strlen(snt_revoked_kinds[kind]) != len ||
		memcmp(snt_revoked_kinds[kind], text, len)))
		kind++;
	revocation->kind = kind;
	switch (kind) {
	case SNT_REVOKED_TOKEN:
		return read_token(revocation->text, value + 1);
	case SNT_REVOKED_HOLDER:
		return snt_claims_holder(revocation->text, value + 1);
	case SNT_REVOKED_KEY:
		return read_key(revocation->text, value + 1);
	default:
		return -EINVAL;
	}
}

static int parse_line(struct snt_line_reader *reader, char *line)
{
	struct parser *p = (struct parser *)reader;
	struct snt_revoked *revoked = p->revoked;
	char *text = snt_line_trim(line);
	struct snt_revocation one = { 0 };

	if (!*text || *text == '#')
		return 0;
	if (snt_revocation_parse(&one, text)) {
		snprintf(p->error->text, sizeof(p->error->text),
			 "`%s' is not `token ID', `holder UUID' or `key KEY'",
			 text);
		p->error->line = reader->line;
		return -EINVAL;
	}
	revoked->list = snt_mem_grow(revoked->list, &p->max, revoked->nr + 1,
				     sizeof(one));
	revoked->list[revoked->nr++] = one;
	return 0;
}

static int compare(const void *one, const void *other)
{
	const struct snt_revocation *a = one, *b = other;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return strcmp(a->text, b->text);
}

static bool is_meant(const struct snt_gateway_match *match,
		     const struct snt_identity *identity)
{
	const struct snt_revoked *revoked =
		(const struct snt_revoked *)match;

	return snt_revoked_has(revoked, SNT_REVOKED_TOKEN,
			       identity->token_id) ||
	       snt_revoked_has(revoked, SNT_REVOKED_HOLDER, identity->label) ||
	       snt_revoked_has_key(revoked, identity->public_key);
}

/**
 * snt_revoked_parse - read a file of what is revoked
 * @revoked: filled; to be given to snt_revoked_uninit() also on failure
 * @text: its characters
 * @len: how many
 * @error: what is wrong, when something is
 *
 * Return: 0 or -EINVAL.
 */
int snt_revoked_parse(struct snt_revoked *revoked, const char *text, size_t len,
		      struct snt_conf_error *error)
{
	struct parser p = {
		.reader.read = parse_line,
		.revoked = revoked,
		.error = error,
	};
	int ret;

	*revoked = (struct snt_revoked){ .match.is_meant = is_meant };
	memset(error, 0, sizeof(*error));
	ret = snt_line_for_each(&p.reader, text, len);
	if (ret == -EILSEQ) {
		snprintf(error->text, sizeof(error->text), "NUL byte");
		error->line = p.reader.line;
	}
	if (revoked->nr)
		qsort(revoked->list, revoked->nr, sizeof(*revoked->list),
		      compare);
	return ret ? -EINVAL : 0;
}

/**
 * snt_revoked_uninit - forget what is revoked
 * @revoked: from snt_revoked_parse()
 */
void snt_revoked_uninit(struct snt_revoked *revoked)
{
	free(revoked->list);
	memset(revoked, 0, sizeof(*revoked));
}

/**
 * snt_revoked_has - is something revoked?
 * @revoked: all that is
 * @kind: what it is
 * @text: in the form that a gateway knows it in; an empty one is not
 *
 * Return: whether it is.
 */
bool snt_revoked_has(const struct snt_revoked *revoked,
		     enum snt_revoked_kind kind, const char *text)
{
	struct snt_revocation one = { .kind = kind };

	if (!revoked->nr || strlen(text) >= sizeof(one.text))
		return false;
	strcpy(one.text, text);
	return bsearch(&one, revoked->list, revoked->nr, sizeof(one), compare);
}

/**
 * snt_revoked_has_key - is a key revoked?
 * @revoked: all that is
 * @key: public key of an identity
 *
 * Return: whether it is.
 */
bool snt_revoked_has_key(const struct snt_revoked *revoked,
			 const uint8_t key[SNT_KEY_LEN])
{
	char text[SNT_KEY_TEXT];

	snt_key_to_text(text, key);
	return snt_revoked_has(revoked, SNT_REVOKED_KEY, text);
}
