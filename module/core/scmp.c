// SPDX-License-Identifier: GPL-2.0-only
/*
 * SCMP messages.
 */
#include "scmp.h"

/**
 * snt_scmp_quote_off - where an error quotes a packet
 * @type: its type
 *
 * Return: offset in the message, or 0: it is no error that quotes.
 * Context: any.
 */
size_t snt_scmp_quote_off(u8 type)
{
	switch (type) {
	case SNT_SCMP_UNREACHABLE:
	case SNT_SCMP_TOO_BIG:
	case SNT_SCMP_PARAMETER:
		return 8;
	case SNT_SCMP_INTERFACE_DOWN:
		return 20;
	case SNT_SCMP_CONNECTIVITY_DOWN:
		return 28;
	default:
		return 0;
	}
}
