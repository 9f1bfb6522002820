/* SPDX-License-Identifier: GPL-2.0-only */
/* The AEAD of the protocol's user-space crypto, as the kernel calls it. */
#ifndef _SNT_UNIT_CRYPTO_CHACHA20POLY1305_H
#define _SNT_UNIT_CRYPTO_CHACHA20POLY1305_H

#include "core/crypto.h"

#define chacha20poly1305_encrypt	snt_crypto_aead_seal
#define chacha20poly1305_decrypt	snt_crypto_aead_open

#endif /* _SNT_UNIT_CRYPTO_CHACHA20POLY1305_H */
