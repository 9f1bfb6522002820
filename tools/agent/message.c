// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages between the structures that nanopb makes and our own. All sizes are
 * bounded by control.options.
 */
#include "message.h"

#include <errno.h>
#include <pb_decode.h>
#include <pb_encode.h>
#include <stdlib.h>
#include <string.h>

#include "control.pb.h"
#include "mem.h"

static int decode(const pb_msgdesc_t *type, void *message,
		  const uint8_t *bytes, size_t len)
{
	pb_istream_t in = pb_istream_from_buffer(bytes, len);

	return pb_decode(&in, type, message) ? 0 : -EINVAL;
}

static size_t encode(uint8_t *bytes, const pb_msgdesc_t *type,
		     const void *message)
{
	pb_ostream_t out = pb_ostream_from_buffer(bytes, SNT_MESSAGE_SIZE);

	return pb_encode(&out, type, message) ? out.bytes_written : 0;
}

static void add_text(struct snt_list *list, const char *text)
{
	if (*text)
		snt_list_add(list, text, strlen(text));
}

/**
 * snt_message_read_data_plane - read the answer of GetSnapDataPlaneAddress
 * @plane: filled
 * @bytes: the answer
 * @len: how many
 *
 * Return: 0 or -EINVAL, also for a key of another length.
 */
int snt_message_read_data_plane(struct snt_data_plane *plane,
				const uint8_t *bytes, size_t len)
{
	DataPlane message = DataPlane_init_zero;

	memset(plane, 0, sizeof(*plane));
	if (decode(DataPlane_fields, &message, bytes, len) ||
	    (message.has_key && message.key.size != SNT_KEY_LEN))
		return -EINVAL;
	strcpy(plane->address, message.address);
	strcpy(plane->url, message.url);
	plane->has_key = message.has_key;
	if (message.has_key)
		memcpy(plane->key, message.key.bytes, SNT_KEY_LEN);
	return 0;
}

/**
 * snt_message_read_registered - read the answer of RegisterSnapTunIdentity
 * @psk_share: of the control plane; all zero for none
 * @bytes: the answer
 * @len: how many
 *
 * Return: 0 or -EINVAL, also for a share of another length.
 */
int snt_message_read_registered(uint8_t psk_share[SNT_KEY_LEN],
				const uint8_t *bytes, size_t len)
{
	Registered message = Registered_init_zero;
	int ret = decode(Registered_fields, &message, bytes, len);

	memset(psk_share, 0, SNT_KEY_LEN);
	/* an answer that was cut to nothing is not one */
	if (!ret && message.psk_share.size != SNT_KEY_LEN)
		ret = -EINVAL;
	if (!ret)
		memcpy(psk_share, message.psk_share.bytes, SNT_KEY_LEN);
	explicit_bzero(&message, sizeof(message));
	return ret;
}

/**
 * snt_message_read_underlays - read the answer of ListUnderlays
 * @urls: those of SNAP control planes are added
 * @bytes: the answer
 * @len: how many
 *
 * Return: 0 or -EINVAL.
 */
int snt_message_read_underlays(struct snt_list *urls, const uint8_t *bytes,
			       size_t len)
{
	Underlays *message = snt_mem_alloc(sizeof(*message));
	int ret = decode(Underlays_fields, message, bytes, len);
	size_t i;

	for (i = 0; !ret && i < message->snap.snaps_count; i++)
		add_text(urls, message->snap.snaps[i].url);
	free(message);
	return ret;
}

/**
 * snt_message_read_apis - read the answer of GetEndhostApis
 * @urls: those of the APIs are added: the first of each group, in the order of
 *	the groups, then the second of each, and so on
 * @bytes: the answer
 * @len: how many
 *
 * Return: 0 or -EINVAL.
 */
int snt_message_read_apis(struct snt_list *urls, const uint8_t *bytes,
			  size_t len)
{
	EndhostApis *message = snt_mem_alloc(sizeof(*message));
	int ret = decode(EndhostApis_fields, message, bytes, len);
	const size_t most = sizeof(message->groups->apis) /
			    sizeof(*message->groups->apis);
	const Group *group;
	size_t i, j;

	for (j = 0; !ret && j < most; j++) {
		for (i = 0; i < message->groups_count; i++) {
			group = &message->groups[i];
			if (j < group->apis_count)
				add_text(urls, group->apis[j].url);
		}
	}
	free(message);
	return ret;
}

/**
 * snt_message_read_authenticated - read the answer of AuthenticateByKey
 * @token: the token; to be freed with snt_secret_free()
 * @discovery: the URL of a discovery service, or NULL; to be freed with free()
 * @bytes: the answer
 * @len: how many
 *
 * Return: 0, or -EINVAL with nothing to be freed.
 */
int snt_message_read_authenticated(char **token, char **discovery,
				   const uint8_t *bytes, size_t len)
{
	Authenticated *message = snt_mem_alloc(sizeof(*message));
	int ret = decode(Authenticated_fields, message, bytes, len);
	const char *url = message->discovery.url;

	*token = NULL;
	*discovery = NULL;
	if (!ret) {
		*token = snt_mem_copy(message->token, strlen(message->token));
		if (message->has_discovery && *url)
			*discovery = snt_mem_copy(url, strlen(url));
	}
	explicit_bzero(message, sizeof(*message));
	free(message);
	return ret;
}

/**
 * snt_message_write_register - write the request of RegisterSnapTunIdentity
 * @bytes: go here
 * @key: our public key
 *
 * The share of a preshared key is zero, for none: how two shares become a key
 * is nowhere said.
 *
 * Return: how many bytes.
 */
size_t snt_message_write_register(uint8_t bytes[SNT_MESSAGE_SIZE],
				  const uint8_t key[SNT_KEY_LEN])
{
	Register message = { .has_psk_share = true };

	memcpy(message.key, key, SNT_KEY_LEN);
	return encode(bytes, Register_fields, &message);
}

/**
 * snt_message_write_authenticate - write the request of AuthenticateByKey
 * @bytes: go here; to be wiped
 * @api_key: the secret
 * @device_id: what the device is called there
 * @validity_s: how long the token is to live
 *
 * Return: how many bytes; 0 when a text is too long.
 */
size_t snt_message_write_authenticate(uint8_t bytes[SNT_MESSAGE_SIZE],
				      const char *api_key,
				      const char *device_id,
				      uint32_t validity_s)
{
	Authenticate *message;
	size_t len;

	if (strlen(api_key) >= sizeof(message->api_key) ||
	    strlen(device_id) >= sizeof(message->device_id))
		return 0;
	message = snt_mem_alloc(sizeof(*message));
	strcpy(message->api_key, api_key);
	strcpy(message->device_id, device_id);
	message->validity_s = (int32_t)validity_s;
	len = encode(bytes, Authenticate_fields, message);
	explicit_bzero(message, sizeof(*message));
	free(message);
	return len;
}
