/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SCMP, as far as a tunnel needs it: what its messages are, and errors that
 * answer packets which cannot go on.
 */
#ifndef _SNT_SCMP_H
#define _SNT_SCMP_H

#include "flow.h"

/* An error is no longer, so that it fits everywhere. */
#define SNT_SCMP_ERROR_MAX	1232

/* Types; those below SNT_SCMP_ECHO_REQUEST are errors. */
enum snt_scmp_type {
	SNT_SCMP_UNREACHABLE		= 1,
	SNT_SCMP_TOO_BIG		= 2,
	SNT_SCMP_PARAMETER		= 4,
	SNT_SCMP_INTERFACE_DOWN		= 5,
	SNT_SCMP_CONNECTIVITY_DOWN	= 6,
	SNT_SCMP_ECHO_REQUEST		= 128,
	SNT_SCMP_TRACEROUTE_REPLY	= 131,
};

/* Codes of SNT_SCMP_UNREACHABLE */
enum snt_scmp_unreachable {
	SNT_SCMP_NO_ROUTE		= 0,
	SNT_SCMP_DENIED			= 1,
	SNT_SCMP_ADDRESS		= 3,
	SNT_SCMP_PORT			= 4,
};

/* Codes of SNT_SCMP_PARAMETER */
enum snt_scmp_parameter {
	SNT_SCMP_BAD_HEADER		= 16,
	SNT_SCMP_BAD_PATH_TYPE		= 20,
	SNT_SCMP_BAD_SOURCE		= 33,
};

/**
 * struct snt_scmp_error - an answer
 * @src_ia: ISD and AS of who answers
 * @dst_ia: of who gets the answer
 * @src: host of who answers; its port is not looked at
 * @dst: host of who gets the answer
 * @type: SNT_SCMP_UNREACHABLE, SNT_SCMP_TOO_BIG or SNT_SCMP_PARAMETER
 * @code: what it is about
 * @value: the MTU, or a pointer into the quoted packet, or 0
 */
struct snt_scmp_error {
	u64 src_ia;
	u64 dst_ia;
	struct snt_flow src;
	struct snt_flow dst;
	u8 type;
	u8 code;
	u16 value;
};

/**
 * snt_scmp_has_id - does a message have an identifier that stands for a port?
 * @type: its type
 *
 * Return: whether it is a request or reply of echo or traceroute.
 */
static inline bool snt_scmp_has_id(u8 type)
{
	return type >= SNT_SCMP_ECHO_REQUEST &&
	       type <= SNT_SCMP_TRACEROUTE_REPLY;
}

size_t snt_scmp_quote_off(u8 type);
bool snt_scmp_may_be_error(const u8 *buf, size_t len);
bool snt_scmp_may_answer(const u8 *buf, size_t len);
int snt_scmp_answer_to(struct snt_scmp_error *error, const u8 *packet,
		       size_t len);
size_t snt_scmp_build(u8 *out, size_t max, const struct snt_scmp_error *error,
		      const u8 *packet, size_t len);

#endif /* _SNT_SCMP_H */
