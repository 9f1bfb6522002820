/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages that the control plane of a SNAP hears and says.
 */
#ifndef _SNT_SNAP_H
#define _SNT_SNAP_H

#include <stdint.h>

#include "buffer.h"
#include "model.h"

/* bytes of a request */
#define SNT_SNAP_REQUEST_MAX	1024
/* characters of a URL with the NUL */
#define SNT_SNAP_URL_SIZE	512
/* ASes that a data plane is in */
#define SNT_SNAP_ASES_MAX	16

/* What a request to register is. */
enum snt_snap_register {
	SNT_SNAP_REGISTER_GOOD,
	SNT_SNAP_REGISTER_NO_MESSAGE,
	SNT_SNAP_REGISTER_BAD_KEY,
	SNT_SNAP_REGISTER_BAD_SHARE,
};

bool snt_snap_is_nothing(const uint8_t *bytes, size_t len);
enum snt_snap_register snt_snap_read_register(uint8_t key[SNT_KEY_LEN],
					      const uint8_t *bytes,
					      size_t len);
void snt_snap_write_data_plane(struct snt_buffer *to,
			       const union snt_sockaddr *address,
			       const char *url,
			       const uint8_t key[SNT_KEY_LEN]);
int snt_snap_read_underlays(uint64_t *isd_as, const uint8_t *bytes, size_t len);
void snt_snap_write_underlays(struct snt_buffer *to, const char *url,
			      const uint64_t *ases, size_t nr);
void snt_snap_write_registered(struct snt_buffer *to);

#endif
