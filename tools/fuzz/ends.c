// SPDX-License-Identifier: GPL-2.0-only
/*
 * See ends.h.
 */
#include "ends.h"

#include "fuzz.h"

#define INDEX_A		cpu_to_le32(0x11223344)

static void make(struct ends *ends)
{
	u8 key[SNT_KEY_LEN], timestamp[SNT_TIMESTAMP_LEN];

	memset(key, 0x11, sizeof(key));
	MUST(!snt_noise_identity_set(&ends->key_a, key));
	memset(key, 0x22, sizeof(key));
	MUST(!snt_noise_identity_set(&ends->key_b, key));
	MUST(!snt_noise_remote_set(&ends->known_to_a, &ends->key_a,
				   ends->key_b.public_key));
	MUST(!snt_noise_remote_set(&ends->known_to_b, &ends->key_b,
				   ends->key_a.public_key));
	ends->a.remote = &ends->known_to_a;
	ends->b.remote = &ends->known_to_b;
	memset(key, 0x44, sizeof(key));
	snt_noise_timestamp(timestamp, 1700000000, 0);
	MUST(!snt_noise_write_initiation(&ends->a, &ends->key_a, key, timestamp,
					 INDEX_A, &ends->initiation));
}

const struct ends *ends_get(void)
{
	static struct ends ends;
	static bool is_made;

	if (!is_made)
		make(&ends);
	is_made = true;
	return &ends;
}

void ends_copy(struct ends *ends)
{
	*ends = *ends_get();
	ends->a.remote = &ends->known_to_a;
	ends->b.remote = &ends->known_to_b;
}

int ends_read_initiation(struct ends *ends,
			 const struct snt_wire_initiation *msg, u64 now_ns)
{
	struct snt_noise_initiation in;
	int err;

	err = snt_noise_read_initiation(&ends->key_b, msg, &in);
	if (!err)
		err = snt_noise_open_initiation(&in, &ends->known_to_b, msg);
	if (!err)
		err = snt_noise_accept_initiation(&ends->b, &ends->newest, &in,
						  now_ns);
	return err;
}
