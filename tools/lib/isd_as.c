// SPDX-License-Identifier: GPL-2.0-only
/*
 * An AS is written as a decimal number when it may be one of BGP, which have 32
 * bits, and as three groups of hexadecimal digits otherwise.
 */
#include "isd_as.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"

#define AS_BITS		48
#define AS_MASK		((1ULL << AS_BITS) - 1)
#define GROUP_BITS	16

/* Digits up to the character @end, and neither a sign nor "0x" before them. */
static int take_number(const char **text, int base, uint64_t most, char end,
		       uint64_t *number)
{
	size_t len = strspn(*text, base == 16 ? "0123456789abcdefABCDEF" :
						"0123456789");

	if (!len || (*text)[len] != end)
		return -EINVAL;
	errno = 0;
	*number = strtoull(*text, NULL, base);
	if (errno || *number > most)
		return -EINVAL;
	*text += len + (end != '\0');
	return 0;
}

static int take_groups(const char *text, uint64_t *as)
{
	uint64_t group;
	int i;

	*as = 0;
	for (i = 0; i < 3; i++) {
		if (take_number(&text, 16, UINT16_MAX, i < 2 ? ':' : '\0',
				&group))
			return -EINVAL;
		*as = *as << GROUP_BITS | group;
	}
	return 0;
}

/**
 * snt_isd_as_read - read what snt_isd_as_text() has written
 * @isd_as: filled
 * @text: ISD and AS, which may be 0
 *
 * Return: 0 or -EINVAL.
 */
int snt_isd_as_read(uint64_t *isd_as, const char *text)
{
	uint64_t isd, as;

	if (take_number(&text, 10, UINT16_MAX, '-', &isd))
		return -EINVAL;
	if (take_groups(text, &as) &&
	    take_number(&text, 10, UINT32_MAX, '\0', &as))
		return -EINVAL;
	*isd_as = isd << AS_BITS | as;
	return 0;
}

/**
 * snt_isd_as_parse - read the number of an AS
 * @isd_as: filled
 * @text: with neither the ISD nor the AS 0
 *
 * Return: 0 or -EINVAL.
 */
int snt_isd_as_parse(uint64_t *isd_as, const char *text)
{
	return snt_isd_as_read(isd_as, text) || snt_isd_as_is_any(*isd_as) ?
	       -EINVAL : 0;
}

/**
 * snt_isd_as_parse_list - read the numbers of some ASes
 * @list: filled; 0 behind the last
 * @max: how many there can be
 * @text: with commas between them, or "off" for none
 *
 * Return: 0 or -EINVAL; then @list is as it was.
 */
int snt_isd_as_parse_list(uint64_t *list, size_t max, const char *text)
{
	struct snt_list texts = { 0 };
	uint64_t *parsed;
	int ret;
	size_t i;

	if (strcmp(text, "off"))
		snt_list_split(&texts, text);
	parsed = calloc(max, sizeof(*parsed));
	ret = !parsed || texts.nr > max || !*text ? -EINVAL : 0;
	for (i = 0; i < texts.nr && !ret; i++)
		ret = snt_isd_as_parse(&parsed[i], texts.text[i]);
	if (!ret)
		memcpy(list, parsed, max * sizeof(*parsed));
	free(parsed);
	snt_list_uninit(&texts);
	return ret;
}

/**
 * snt_isd_as_text - write the number of an AS
 * @text: written here
 * @isd_as: the number
 *
 * Return: @text.
 */
const char *snt_isd_as_text(char text[SNT_ISD_AS_TEXT], uint64_t isd_as)
{
	uint64_t as = isd_as & AS_MASK;

	if (as <= UINT32_MAX)
		snprintf(text, SNT_ISD_AS_TEXT, "%u-%" PRIu64,
			 snt_isd_of(isd_as), as);
	else
		snprintf(text, SNT_ISD_AS_TEXT, "%u-%x:%x:%x",
			 snt_isd_of(isd_as),
			 (unsigned int)(as >> 2 * GROUP_BITS),
			 (unsigned int)(as >> GROUP_BITS & UINT16_MAX),
			 (unsigned int)(as & UINT16_MAX));
	return text;
}

/**
 * snt_isd_as_any - any AS of an ISD
 * @isd: the ISD
 *
 * Return: its number, for requests: any core AS there.
 */
uint64_t snt_isd_as_any(uint16_t isd)
{
	return (uint64_t)isd << AS_BITS;
}

/**
 * snt_isd_of - the ISD of an AS
 * @isd_as: its number
 *
 * Return: the ISD.
 */
uint16_t snt_isd_of(uint64_t isd_as)
{
	return isd_as >> AS_BITS;
}

/**
 * snt_isd_as_is_any - does a number stand for more than one AS?
 * @isd_as: the number
 *
 * Return: whether its ISD or its AS is 0.
 */
bool snt_isd_as_is_any(uint64_t isd_as)
{
	return !snt_isd_of(isd_as) || !(isd_as & AS_MASK);
}
