// SPDX-License-Identifier: GPL-2.0-only
/*
 * OpenSSL on a socket that does not wait. A record is read as a whole, so none
 * of it is left where the loop cannot see it. Memory of idle connections is
 * given back.
 */
#include "tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <string.h>

#include "container.h"
#include "mem.h"
#include "say.h"

static const uint8_t protocols[] = "\x02h2\x08http/1.1";

static ssize_t result_of(SSL *ssl, int ret)
{
	switch (SSL_get_error(ssl, ret)) {
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE:
		return -EAGAIN;
	case SSL_ERROR_ZERO_RETURN:
		return 0;
	default:
		return -ECONNRESET;
	}
}

static ssize_t tls_recv(struct snt_conn *conn, void *bytes, size_t len)
{
	int ret;

	ERR_clear_error();
	ret = SSL_read(conn->secret, bytes, len);
	return ret > 0 ? ret : result_of(conn->secret, ret);
}

static ssize_t tls_send(struct snt_conn *conn, const void *bytes, size_t len)
{
	int ret;

	ERR_clear_error();
	ret = SSL_write(conn->secret, bytes, len);
	return ret > 0 ? ret : result_of(conn->secret, ret);
}

/* Who is told that it ends knows that nothing was cut off. */
static void tls_end(struct snt_conn *conn)
{
	SSL *ssl = conn->secret;

	if (SSL_is_init_finished(ssl))
		SSL_shutdown(ssl);
	SSL_free(ssl);
	ERR_clear_error();
}

static const struct snt_transport transport = { tls_recv, tls_send, tls_end };

/* One of ours that they have; without one, they will say what they speak. */
static int choose(SSL *ssl, const uint8_t **out, uint8_t *out_len,
		  const uint8_t *theirs, unsigned int len, void *arg)
{
	(void)ssl;
	(void)arg;
	return SSL_select_next_proto((uint8_t **)out, out_len, protocols,
				     sizeof(protocols) - 1, theirs, len) ==
	       OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK :
					SSL_TLSEXT_ERR_NOACK;
}

static SSL_CTX *create_context(void)
{
	SSL_CTX *context = snt_mem_check(SSL_CTX_new(TLS_server_method()));

	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION |
			    SSL_OP_CIPHER_SERVER_PREFERENCE);
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE |
			 SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
			 SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_alpn_select_cb(context, choose, NULL);
	return context;
}

static int fail(const char *path)
{
	const char *why = ERR_reason_error_string(ERR_peek_error());

	snt_say_error("%s: %s", path, why ? why : "it cannot be used");
	ERR_clear_error();
	return -EINVAL;
}

/* What is wrong leaves those in use that were before. */
static int load(struct snt_tls *tls)
{
	SSL_CTX *context = create_context();
	int ret = 0;

	ERR_clear_error();
	if (SSL_CTX_use_certificate_chain_file(context, tls->certificate) != 1)
		ret = fail(tls->certificate);
	else if (SSL_CTX_use_PrivateKey_file(context, tls->key,
					     SSL_FILETYPE_PEM) != 1)
		ret = fail(tls->key);
	if (ret) {
		SSL_CTX_free(context);
		return ret;
	}
	SSL_CTX_free(tls->context);
	tls->context = context;
	return 0;
}

static void load_again(struct snt_tls *tls)
{
	if (!load(tls))
		snt_say("%s: read again", tls->certificate);
}

static void certificate_changed(struct snt_file_watch *watch)
{
	load_again(snt_container_of(watch, struct snt_tls, certificate_watch));
}

static void key_changed(struct snt_file_watch *watch)
{
	load_again(snt_container_of(watch, struct snt_tls, key_watch));
}

/**
 * snt_tls_init - read who we are
 * @tls: filled; to be given to snt_tls_uninit() also on failure
 * @loop: what it runs on
 * @certificate: file of a chain in PEM, which stays
 * @key: file of its private key, likewise
 *
 * Return: 0, or an error after saying what is wrong.
 */
int snt_tls_init(struct snt_tls *tls, struct snt_loop *loop,
		 const char *certificate, const char *key)
{
	*tls = (struct snt_tls){ .certificate = certificate, .key = key };
	snt_file_watch_init(&tls->certificate_watch, loop, certificate,
			    certificate_changed);
	snt_file_watch_init(&tls->key_watch, loop, key, key_changed);
	return load(tls);
}

/**
 * snt_tls_uninit - be nobody any more
 * @tls: from snt_tls_init()
 */
void snt_tls_uninit(struct snt_tls *tls)
{
	if (!tls->certificate)
		return;
	snt_file_watch_uninit(&tls->certificate_watch);
	snt_file_watch_uninit(&tls->key_watch);
	SSL_CTX_free(tls->context);
}

/**
 * snt_tls_begin - speak TLS on a connection
 * @tls: who we are
 * @conn: nothing has been read of it
 */
void snt_tls_begin(const struct snt_tls *tls, struct snt_conn *conn)
{
	SSL *ssl = snt_mem_check(SSL_new(tls->context));

	if (SSL_set_fd(ssl, conn->watch.fd) != 1)
		snt_mem_check(NULL);
	SSL_set_accept_state(ssl);
	conn->secret = ssl;
	conn->transport = &transport;
}
