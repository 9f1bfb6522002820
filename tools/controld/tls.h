/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Connections by TLS.
 */
#ifndef _SNT_TLS_H
#define _SNT_TLS_H

#include <openssl/ssl.h>

#include "conn.h"
#include "file_watch.h"

/**
 * struct snt_tls - who we are
 * @certificate: file of a chain, in PEM
 * @key: file of its private key
 * @certificate_watch: of the one
 * @key_watch: of the other
 * @context: both of them; connections keep theirs
 */
struct snt_tls {
	const char *certificate;
	const char *key;
	struct snt_file_watch certificate_watch;
	struct snt_file_watch key_watch;
	SSL_CTX *context;
};

int snt_tls_init(struct snt_tls *tls, struct snt_loop *loop,
		 const char *certificate, const char *key);
void snt_tls_uninit(struct snt_tls *tls);
void snt_tls_begin(const struct snt_tls *tls, struct snt_conn *conn);

#endif
