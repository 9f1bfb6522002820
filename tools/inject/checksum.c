// SPDX-License-Identifier: GPL-2.0-only
/*
 * The checksum of RFC 1071.
 */
#include "checksum.h"

/**
 * snt_checksum_add - add bytes to a sum
 * @sum: so far, 0 at first
 * @data: 16-bit numbers in network byte order, the last one filled up with 0
 * @len: bytes
 *
 * Return: the sum; it does not overflow for what fits a packet.
 */
uint64_t snt_checksum_add(uint64_t sum, const uint8_t *data, size_t len)
{
	size_t i;

	for (i = 0; i + 1 < len; i += 2)
		sum += (uint32_t)data[i] << 8 | data[i + 1];
	if (len % 2)
		sum += (uint32_t)data[len - 1] << 8;
	return sum;
}

/**
 * snt_checksum_fold - what goes into a packet
 * @sum: of all parts, the field itself being 0
 *
 * Return: the checksum as a number; 0 if the field was not 0 and was right.
 */
uint16_t snt_checksum_fold(uint64_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}
