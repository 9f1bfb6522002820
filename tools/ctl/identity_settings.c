// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is said of an identity, as people write it.
 */
#include "ctl.h"

#include <errno.h>
#include <linux/snaptun.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "identity.h"
#include "identity_settings.h"
#include "key.h"
#include "parse.h"

/* Seconds with or without a fraction, as milliseconds; or -1 */
static int64_t parse_ms(const char *text)
{
	char *end;
	uint64_t ms, digit = 100;

	if (*text < '0' || *text > '9')
		return -1;
	errno = 0;
	ms = strtoull(text, &end, 10);
	if (errno || ms > SNT_IDENTITY_NEVER / 1000)
		return -1;
	ms *= 1000;
	if (*end == '.') {
		for (end++; *end >= '0' && *end <= '9'; end++, digit /= 10)
			ms += (uint64_t)(*end - '0') * digit;
	}
	return *end ? -1 : (int64_t)ms;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static int put_expires(struct nlmsghdr *nlh, const char *word,
		       const char *value)
{
	int64_t ms = parse_ms(value);

	if (!strcmp(word, "expires") && !strcmp(value, "never"))
		ms = SNT_IDENTITY_NEVER;
	else if (ms >= 0 && !strcmp(word, "for"))
		ms += now_ms();
	if (ms < 0)
		return ctl_fail("%s: `%s' is not a number of seconds%s", word,
				value, strcmp(word, "for") ?
				" since 1970 or `never'" : "");
	mnl_attr_put_u64(nlh, SNAPTUN_A_IDENTITY_EXPIRES, (uint64_t)ms);
	return 0;
}

static int put_psk(struct nlmsghdr *nlh, const char *path)
{
	uint8_t psk[SNT_KEY_LEN];

	if (snt_key_from_file(psk, path))
		return ctl_fail("preshared-key: no key can be read from `%s'",
				path);
	mnl_attr_put(nlh, SNAPTUN_A_IDENTITY_PRESHARED_KEY, sizeof(psk), psk);
	explicit_bzero(psk, sizeof(psk));
	return 0;
}

static int put_text(struct nlmsghdr *nlh, uint16_t type, const char *word,
		    const char *value, size_t max)
{
	if (strlen(value) > max)
		return ctl_fail("%s: the text is longer than %zu bytes", word,
				max);
	mnl_attr_put_strz(nlh, type, value);
	return 0;
}

static int put_limit(struct nlmsghdr *nlh, const char *value)
{
	uint32_t limit;

	if (snt_parse_id(&limit, value) || limit > SNT_IDENTITY_TUNNELS_MAX)
		return ctl_fail("tunnel-limit: `%s' is not a number from 1 to %u",
				value, SNT_IDENTITY_TUNNELS_MAX);
	mnl_attr_put_u32(nlh, SNAPTUN_A_IDENTITY_TUNNEL_LIMIT, limit);
	return 0;
}

static int put_bytes(struct nlmsghdr *nlh, uint16_t type, const char *word,
		     const char *value)
{
	uint64_t bytes = 0;

	if (strcmp(value, "off") && snt_parse_bytes(&bytes, value))
		return ctl_fail("%s: `%s' is not a number of bytes, with or without a unit such as GB or GiB%s",
				word, value, type == SNAPTUN_A_IDENTITY_QUOTA ?
				", or `off'" : "");
	mnl_attr_put_u64(nlh, type, bytes);
	return 0;
}

static int put_rate(struct nlmsghdr *nlh, const char *value)
{
	uint64_t bps = 0;

	if (strcmp(value, "off") && snt_parse_rate(&bps, value))
		return ctl_fail("rate: `%s' is not a number of bits per second, with or without a unit such as mbit, or `off'",
				value);
	mnl_attr_put_u64(nlh, SNAPTUN_A_IDENTITY_RATE, bps);
	return 0;
}

/**
 * identity_put_setting - put what is said of an identity into a request
 * @nlh: the request
 * @word: what
 * @value: as it is written on a command line
 *
 * Return: 0, or the exit status after saying what is wrong.
 */
int identity_put_setting(struct nlmsghdr *nlh, const char *word,
			 const char *value)
{
	if (!strcmp(word, "expires") || !strcmp(word, "for"))
		return put_expires(nlh, word, value);
	if (!strcmp(word, "token-id"))
		return put_text(nlh, SNAPTUN_A_IDENTITY_TOKEN_ID, word, value,
				SNAPTUN_TOKEN_ID_LEN);
	if (!strcmp(word, "label"))
		return put_text(nlh, SNAPTUN_A_IDENTITY_LABEL, word, value,
				SNAPTUN_LABEL_LEN);
	if (!strcmp(word, "tunnel-limit"))
		return put_limit(nlh, value);
	if (!strcmp(word, "preshared-key"))
		return put_psk(nlh, value);
	if (!strcmp(word, "quota"))
		return put_bytes(nlh, SNAPTUN_A_IDENTITY_QUOTA, word, value);
	if (!strcmp(word, "quota-used"))
		return put_bytes(nlh, SNAPTUN_A_IDENTITY_QUOTA_USED, word,
				 value);
	if (!strcmp(word, "rate"))
		return put_rate(nlh, value);
	return ctl_fail("identity: `%s' is none of expires, for, token-id, label, tunnel-limit, preshared-key, quota, quota-used, rate",
			word);
}
