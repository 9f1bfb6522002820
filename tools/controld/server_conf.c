// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading the configuration file of a control plane, and what it must have.
 */
#include "server_conf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "mem.h"
#include "server_conf_keys.h"
#include "url.h"

#define CLIENT_CONNS	256
#define KEYS_INTERVAL_S	300
#define REVOKED_FILE	"/var/lib/snaptun/revoked"

static int __attribute__((format(printf, 3, 4)))
fail(struct snt_conf_error *error, unsigned int line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	error->line = line;
	return -EINVAL;
}

static int check_listen(const struct snt_listen_conf *listen,
			struct snt_conf_error *error)
{
	if (!listen->address.sa.sa_family)
		return fail(error, listen->line, "this [Listen] has no `Address'");
	if (!listen->certificate != !listen->key)
		return fail(error, listen->line, "this [Listen] needs both `Certificate' and `Key', or none");
	if (!listen->certificate && !listen->allows_plain &&
	    !snt_address_is_loopback(&listen->address))
		return fail(error, listen->line, "this [Listen] would let everybody on the way read the tokens: give `Certificate' and `Key', or an address of this machine alone, or `AllowHttp'");
	return 0;
}

static int check_tokens(const struct snt_tokens_conf *tokens,
			struct snt_conf_error *error)
{
	const char *why;

	if (!tokens->key_file && !tokens->keys_file && !tokens->keys_url)
		return fail(error, 0, "there has to be a [Tokens] with a `KeyFile', `KeysFile' or `KeysUrl' in it");
	if (tokens->keys_ca_file && !tokens->keys_url)
		return fail(error, 0, "[Tokens] has a `KeysCaFile', which goes with `KeysUrl' only");
	if (!tokens->keys_url)
		return 0;
	if (tokens->keys_file)
		return fail(error, 0, "[Tokens] has both `KeysFile' and `KeysUrl'");
	why = snt_url_complain(tokens->keys_url, false);
	return why ? fail(error, 0, "[Tokens] has the KeysUrl `%.80s': %s",
			  tokens->keys_url, why) : 0;
}

static int check_gateway(const struct snt_gateway_conf *gateway,
			 struct snt_conf_error *error)
{
	bool has_addrs = gateway->addrs.ipv4.sa.sa_family ||
			 gateway->addrs.ipv6.sa.sa_family;
	const char *why;

	if (!*gateway->device)
		return fail(error, 0, "there has to be a [Gateway] with a `Device' in it");
	if (gateway->members_file && (has_addrs || gateway->url))
		return fail(error, 0, "[Gateway] has `Members', which have addresses and URLs of their own: leave `DataPlane' and `Url' out");
	if (gateway->members_file)
		return 0;
	if (!has_addrs || !gateway->url)
		return fail(error, 0, "[Gateway] needs `DataPlane' and `Url' for clients to be told, or `Members'");
	why = snt_url_complain(gateway->url, true);
	if (why)
		return fail(error, 0, "[Gateway] has the Url `%.80s': %s",
			    gateway->url, why);
	return strlen(gateway->url) < SNT_SNAP_URL_SIZE ? 0 :
	       fail(error, 0, "[Gateway] has an Url of more than %d characters",
		    SNT_SNAP_URL_SIZE - 1);
}

static int check_endhost(const struct snt_endhost_conf *endhost,
			 struct snt_conf_error *error)
{
	const char *why;

	if (!endhost->url)
		return endhost->ca_file ?
		       fail(error, 0, "[Endhost] has a `CaFile', which goes with `Url' only") : 0;
	why = snt_url_complain(endhost->url, endhost->allows_plain);
	return why ? fail(error, 0, "[Endhost] has the Url `%.80s': %s",
			  endhost->url, why) : 0;
}

static int check(const struct snt_server_conf *conf,
		 struct snt_conf_error *error)
{
	const struct snt_listen_conf *listen = conf->listens;

	if (!listen)
		return fail(error, 0, "there has to be a [Listen] in it");
	for (; listen; listen = listen->next) {
		if (check_listen(listen, error))
			return -EINVAL;
	}
	if (check_tokens(&conf->tokens, error))
		return -EINVAL;
	return check_gateway(&conf->gateway, error) ||
	       check_endhost(&conf->endhost, error) ? -EINVAL : 0;
}

/**
 * snt_server_conf_parse - read a configuration
 * @conf: filled; to be freed by snt_server_conf_uninit() also on failure
 * @text: the characters
 * @len: how many
 * @error: what is wrong, when something is
 *
 * Return: 0 or -EINVAL.
 */
int snt_server_conf_parse(struct snt_server_conf *conf, const char *text,
			  size_t len, struct snt_conf_error *error)
{
	int ret;

	memset(conf, 0, sizeof(*conf));
	memset(error, 0, sizeof(*error));
	conf->clients.conns_max = CLIENT_CONNS;
	conf->tokens.keys_interval_s = KEYS_INTERVAL_S;
	ret = snt_server_conf_keys(conf, text, len, error);
	if (ret)
		return ret;
	if (!conf->tokens.revoked_file)
		conf->tokens.revoked_file = snt_mem_copy(REVOKED_FILE,
							 strlen(REVOKED_FILE));
	return check(conf, error);
}

/**
 * snt_server_conf_read - read a configuration file
 * @conf: filled; to be freed by snt_server_conf_uninit() also on failure
 * @path: the file
 * @error: what is wrong, when something is
 *
 * Return: 0, -EINVAL, or why the file cannot be read.
 */
int snt_server_conf_read(struct snt_server_conf *conf, const char *path,
			 struct snt_conf_error *error)
{
	size_t len;
	char *text = snt_sections_read(path, &len, error);
	int ret = text ? 0 : -errno;

	memset(conf, 0, sizeof(*conf));
	if (!ret)
		ret = snt_server_conf_parse(conf, text, len, error);
	free(text);
	return ret;
}

/**
 * snt_server_conf_uninit - free what a configuration holds
 * @conf: from snt_server_conf_parse() or snt_server_conf_read()
 */
void snt_server_conf_uninit(struct snt_server_conf *conf)
{
	struct snt_listen_conf *listen;

	while ((listen = conf->listens)) {
		conf->listens = listen->next;
		free(listen->certificate);
		free(listen->key);
		free(listen);
	}
	free(conf->clients.proxies);
	free(conf->tokens.key_file);
	free(conf->tokens.keys_file);
	free(conf->tokens.keys_url);
	free(conf->tokens.keys_ca_file);
	free(conf->tokens.revoked_file);
	free(conf->gateway.url);
	free(conf->gateway.members_file);
	free(conf->endhost.url);
	free(conf->endhost.ca_file);
}
