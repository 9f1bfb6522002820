/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The internet checksum, in parts: sums of parts that begin at even offsets may
 * be added up in any order.
 */
#ifndef _SNT_CHECKSUM_H
#define _SNT_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

uint64_t snt_checksum_add(uint64_t sum, const uint8_t *data, size_t len);
uint16_t snt_checksum_fold(uint64_t sum);

#endif /* _SNT_CHECKSUM_H */
