// SPDX-License-Identifier: GPL-2.0-only
/*
 * Words of a line, as they are written and read again.
 */
#include <kunit/test.h>
#include <stdlib.h>

#include "words.h"

#define WORDS_MAX	4

static int split(const char *text, char buf[64], char **words)
{
	snprintf(buf, 64, "%s", text);
	return snt_words_split(buf, words, WORDS_MAX);
}

static void blanks_are_between_words(struct kunit *test)
{
	char buf[64], *words[WORDS_MAX];

	KUNIT_ASSERT_EQ(test, split("  one\ttwo  three\r\n", buf, words), 3);
	KUNIT_EXPECT_EQ(test, strcmp(words[0], "one"), 0);
	KUNIT_EXPECT_EQ(test, strcmp(words[1], "two"), 0);
	KUNIT_EXPECT_EQ(test, strcmp(words[2], "three"), 0);
	KUNIT_EXPECT_NULL(test, words[3]);
	KUNIT_EXPECT_EQ(test, split("", buf, words), 0);
	KUNIT_EXPECT_EQ(test, split(" \t", buf, words), 0);
}

static void what_is_written_is_read_again(struct kunit *test)
{
	static const char *const texts[] = {
		"", "a", "two words", "\"", "\\", "\\\"", "# no comment",
		"Z\u00fcrich \"HB\" \\ 8001",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		char *line = NULL, *words[WORDS_MAX];
		size_t size;
		FILE *out = open_memstream(&line, &size);

		KUNIT_ASSERT_NOT_NULL(test, out);
		fputs("label ", out);
		snt_words_write(out, texts[i]);
		fputs(" end\n", out);
		fclose(out);
		KUNIT_EXPECT_EQ(test, snt_words_split(line, words, WORDS_MAX),
				3);
		KUNIT_EXPECT_EQ(test, strcmp(words[1], texts[i]), 0);
		KUNIT_EXPECT_EQ(test, strcmp(words[2], "end"), 0);
		free(line);
	}
}

static void wrong_lines_are_refused(struct kunit *test)
{
	char buf[64], *words[WORDS_MAX];

	KUNIT_EXPECT_LT(test, split("a \"b", buf, words), 0);
	KUNIT_EXPECT_LT(test, split("\"", buf, words), 0);
	KUNIT_EXPECT_LT(test, split("\"a\\", buf, words), 0);
	KUNIT_EXPECT_LT(test, split("\"a\"b", buf, words), 0);
	KUNIT_EXPECT_LT(test, split("1 2 3 4", buf, words), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(blanks_are_between_words),
	KUNIT_CASE(what_is_written_is_read_again),
	KUNIT_CASE(wrong_lines_are_refused),
	{ }
};

static struct kunit_suite suite = {
	.name = "ctl_words",
	.test_cases = cases,
};

kunit_test_suite(suite);
