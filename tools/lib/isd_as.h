/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers of SCION ASes: 16 bits for the ISD, 48 for the AS, of which 0 is any.
 */
#ifndef _SNT_ISD_AS_H
#define _SNT_ISD_AS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* characters of the longest, with the NUL */
#define SNT_ISD_AS_TEXT	24

#define SNT_WANT_ISD_AS	"an ISD and an AS, as 1-ff00:0:110 or 64-2:0:9"
#define SNT_WANT_ISD_ASES \
	"up to 16 of an ISD and an AS, as 1-ff00:0:110,1-ff00:0:111, or `off'"

int snt_isd_as_read(uint64_t *isd_as, const char *text);
int snt_isd_as_parse(uint64_t *isd_as, const char *text);
int snt_isd_as_parse_list(uint64_t *list, size_t max, const char *text);
const char *snt_isd_as_text(char text[SNT_ISD_AS_TEXT], uint64_t isd_as);
uint64_t snt_isd_as_any(uint16_t isd);
uint16_t snt_isd_of(uint64_t isd_as);
bool snt_isd_as_is_any(uint64_t isd_as);

#endif
