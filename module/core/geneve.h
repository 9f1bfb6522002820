/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The Geneve header (RFC 8926) that may stand before each message: eight
 * bytes, no options. A relay on the way tells flows apart by its VNI.
 */
#ifndef _SNT_GENEVE_H
#define _SNT_GENEVE_H

#include "env.h"

#define SNT_GENEVE_LEN		8
#define SNT_GENEVE_VNI_MAX	0xffffff
/* What follows is a WireGuard message; as Tailscale's relays have it */
#define SNT_GENEVE_PROTOCOL	0x7a12

/*
 * An encapsulation is one number: SNT_ENCAP_NONE, or SNT_ENCAP_GENEVE and the
 * VNI in the lower 24 bits.
 */
#define SNT_ENCAP_NONE		0
#define SNT_ENCAP_GENEVE	0x1000000

/**
 * snt_encap_len() - bytes before each message
 * @encap: encapsulation
 *
 * Return: 0 or SNT_GENEVE_LEN.
 * Context: any.
 */
static inline unsigned int snt_encap_len(u32 encap)
{
	return encap ? SNT_GENEVE_LEN : 0;
}

void snt_geneve_build(u8 *buf, u32 encap);
bool snt_geneve_is_one(const u8 *buf);
int snt_geneve_parse(const u8 *buf, u32 *encap);

#endif /* _SNT_GENEVE_H */
