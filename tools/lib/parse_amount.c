// SPDX-License-Identifier: GPL-2.0-only
/*
 * Amounts of bytes, and rates, with their units.
 */
#include "parse.h"

#include <errno.h>
#include <stdlib.h>
#include <strings.h>

/**
 * struct unit - a unit
 * @name: as it is written, in whatever case
 * @factor: how much it is
 */
struct unit {
	const char *name;
	uint64_t factor;
};

static const struct unit byte_units[] = {
	{ "", 1 }, { "B", 1 },
	{ "kB", 1000 }, { "MB", 1000000 }, { "GB", 1000000000 },
	{ "TB", 1000000000000 }, { "PB", 1000000000000000 },
	{ "KiB", 1ULL << 10 }, { "MiB", 1ULL << 20 }, { "GiB", 1ULL << 30 },
	{ "TiB", 1ULL << 40 }, { "PiB", 1ULL << 50 },
	{ }
};

static const struct unit rate_units[] = {
	{ "", 1 }, { "bit", 1 },
	{ "kbit", 1000 }, { "mbit", 1000000 }, { "gbit", 1000000000 },
	{ "tbit", 1000000000000 },
	{ }
};

static int parse_with_unit(uint64_t *amount, const char *text,
			   const struct unit *unit)
{
	char *end;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	errno = 0;
	*amount = strtoull(text, &end, 10);
	if (errno)
		return -EINVAL;
	while (unit->name && strcasecmp(unit->name, end))
		unit++;
	return !unit->name || __builtin_mul_overflow(*amount, unit->factor,
						     amount) ? -EINVAL : 0;
}

/**
 * snt_parse_bytes - read an amount of bytes
 * @bytes: set
 * @text: a number, with a unit such as GB or GiB
 *
 * Return: 0 or -EINVAL.
 */
int snt_parse_bytes(uint64_t *bytes, const char *text)
{
	return parse_with_unit(bytes, text, byte_units);
}

/**
 * snt_parse_rate - read a rate
 * @bps: set, in bits per second
 * @text: a number, with a unit such as mbit
 *
 * Return: 0 or -EINVAL.
 */
int snt_parse_rate(uint64_t *bps, const char *text)
{
	return parse_with_unit(bps, text, rate_units);
}
