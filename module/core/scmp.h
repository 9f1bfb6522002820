/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SCMP messages, as far as a tunnel needs them.
 */
#ifndef _SNT_SCMP_H
#define _SNT_SCMP_H

#include "env.h"

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

#endif /* _SNT_SCMP_H */
