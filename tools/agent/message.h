/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The messages of control.proto as bytes, and back.
 */
#ifndef _SNT_MESSAGE_H
#define _SNT_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "list.h"
#include "model.h"

/* with their NUL */
#define SNT_URL_SIZE		512
#define SNT_HOST_PORT_SIZE	272
/* bytes of the longest message that we send */
#define SNT_MESSAGE_SIZE	8448

/**
 * struct snt_data_plane - where a control plane sends us
 * @address: host and port
 * @url: of the control plane to register at; empty for the one that was asked
 * @key: its public key
 * @has_key: there is one
 */
struct snt_data_plane {
	char address[SNT_HOST_PORT_SIZE];
	char url[SNT_URL_SIZE];
	uint8_t key[SNT_KEY_LEN];
	bool has_key;
};

/* Read: 0, or -EINVAL for bytes that are no such message. */
int snt_message_read_data_plane(struct snt_data_plane *plane,
				const uint8_t *bytes, size_t len);
int snt_message_read_registered(uint8_t psk_share[SNT_KEY_LEN],
				const uint8_t *bytes, size_t len);
int snt_message_read_underlays(struct snt_list *urls, const uint8_t *bytes,
			       size_t len);
int snt_message_read_apis(struct snt_list *urls, const uint8_t *bytes,
			  size_t len);
int snt_message_read_authenticated(char **token, char **discovery,
				   const uint8_t *bytes, size_t len);

/* Written: how many bytes, 0 when a text is too long. */
size_t snt_message_write_register(uint8_t bytes[SNT_MESSAGE_SIZE],
				  const uint8_t key[SNT_KEY_LEN]);
size_t snt_message_write_authenticate(uint8_t bytes[SNT_MESSAGE_SIZE],
				      const char *api_key,
				      const char *device_id,
				      uint32_t validity_s);

#endif
