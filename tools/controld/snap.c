// SPDX-License-Identifier: GPL-2.0-only
/*
 * Between the structures that nanopb makes and our own. Sizes are bounded by
 * snap.options.
 */
#include "snap.h"

#include <errno.h>
#include <pb_decode.h>
#include <pb_encode.h>
#include <string.h>

#include "mem.h"
#include "snap.pb.h"
#include "text.h"

#define ANSWER_MAX	2048

static bool decode(const pb_msgdesc_t *type, void *message,
		   const uint8_t *bytes, size_t len)
{
	pb_istream_t in = pb_istream_from_buffer(bytes, len);

	return pb_decode(&in, type, message);
}

static void encode(struct snt_buffer *to, const pb_msgdesc_t *type,
		   const void *message)
{
	uint8_t bytes[ANSWER_MAX];
	pb_ostream_t out = pb_ostream_from_buffer(bytes, sizeof(bytes));

	/* there is room for whatever the options allow */
	if (!pb_encode(&out, type, message))
		snt_mem_check(NULL);
	snt_buffer_add(to, bytes, out.bytes_written);
}

/**
 * snt_snap_is_nothing - is this a message of which nothing is needed?
 * @bytes: the request
 * @len: how many
 *
 * Return: also for one that has fields.
 */
bool snt_snap_is_nothing(const uint8_t *bytes, size_t len)
{
	snap_Nothing message = snap_Nothing_init_zero;

	return decode(snap_Nothing_fields, &message, bytes, len);
}

/**
 * snt_snap_read_register - read the request of RegisterSnapTunIdentity
 * @key: filled when it is good
 * @bytes: the request
 * @len: how many, up to SNT_SNAP_REQUEST_MAX
 *
 * No tunnel uses the share of a preshared key, but it has to be there.
 *
 * Return: what the request is.
 */
enum snt_snap_register snt_snap_read_register(uint8_t key[SNT_KEY_LEN],
					      const uint8_t *bytes,
					      size_t len)
{
	snap_Register message = snap_Register_init_zero;
	enum snt_snap_register ret = SNT_SNAP_REGISTER_GOOD;

	if (!decode(snap_Register_fields, &message, bytes, len))
		ret = SNT_SNAP_REGISTER_NO_MESSAGE;
	else if (message.key.size != SNT_KEY_LEN)
		ret = SNT_SNAP_REGISTER_BAD_KEY;
	else if (message.psk_share.size != SNT_KEY_LEN)
		ret = SNT_SNAP_REGISTER_BAD_SHARE;
	else
		memcpy(key, message.key.bytes, SNT_KEY_LEN);
	explicit_bzero(&message, sizeof(message));
	return ret;
}

/**
 * snt_snap_write_data_plane - write the answer of GetSnapDataPlaneAddress
 * @to: written here
 * @address: where the tunnel is to go
 * @url: of the control plane to register at, shorter than SNT_SNAP_URL_SIZE
 * @key: public key of the data plane
 */
void snt_snap_write_data_plane(struct snt_buffer *to,
			       const union snt_sockaddr *address,
			       const char *url,
			       const uint8_t key[SNT_KEY_LEN])
{
	snap_DataPlane message = { .has_url = true, .has_key = true };
	char text[SNT_ADDR_TEXT];

	snt_text_sockaddr(text, address);
	strcpy(message.address, text);
	strcpy(message.url, url);
	memcpy(message.key, key, SNT_KEY_LEN);
	encode(to, snap_DataPlane_fields, &message);
}

/**
 * snt_snap_write_registered - write the answer of RegisterSnapTunIdentity
 * @to: written here
 */
void snt_snap_write_registered(struct snt_buffer *to)
{
	static const snap_Registered zero_share = { .has_psk_share = true };

	encode(to, snap_Registered_fields, &zero_share);
}

/**
 * snt_snap_read_underlays - read the request of ListUnderlays
 * @isd_as: the AS that it is about; 0 for all
 * @bytes: the request
 * @len: how many
 *
 * Return: 0 or -EINVAL.
 */
int snt_snap_read_underlays(uint64_t *isd_as, const uint8_t *bytes, size_t len)
{
	snap_ListUnderlays message = snap_ListUnderlays_init_zero;

	if (!decode(snap_ListUnderlays_fields, &message, bytes, len))
		return -EINVAL;
	*isd_as = message.isd_as;
	return 0;
}

/**
 * snt_snap_write_underlays - write the answer of ListUnderlays
 * @to: written here
 * @url: of the control plane of a SNAP, shorter than SNT_SNAP_URL_SIZE; NULL
 *	for none
 * @ases: that it is in
 * @nr: how many, up to SNT_SNAP_ASES_MAX
 */
void snt_snap_write_underlays(struct snt_buffer *to, const char *url,
			      const uint64_t *ases, size_t nr)
{
	snap_Underlays message = { .has_udp = true };
	snap_Snap *snap = message.snap.snaps;

	message.has_snap = url;
	if (url) {
		message.snap.snaps_count = 1;
		strcpy(snap->url, url);
		snap->isd_as_count = nr;
		memcpy(snap->isd_as, ases, nr * sizeof(*ases));
	}
	encode(to, snap_Underlays_fields, &message);
}
