// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests to a control plane: a key that is taken is the one in the message,
 * and whom a proxy asks for is an address.
 */
#include "clients.h"
#include "fuzz.h"
#include "snap.h"

static void read_message(const uint8_t *bytes, size_t len)
{
	uint8_t key[SNT_KEY_LEN], again[SNT_KEY_LEN];
	enum snt_snap_register what = snt_snap_read_register(key, bytes, len);

	snt_snap_is_nothing(bytes, len);
	if (what != SNT_SNAP_REGISTER_GOOD)
		return;
	MUST(memmem(bytes, len, key, sizeof(key)));
	MUST(snt_snap_read_register(again, bytes, len) == what);
	MUST(!memcmp(key, again, sizeof(key)));
}

static void find_client(const uint8_t *bytes, size_t len)
{
	struct snt_prefix all[] = { { .family = AF_INET },
				    { .family = AF_INET6, .len = 3 } };
	const struct snt_clients_conf conf = { .proxies = all, .nr_proxies = 2 };
	struct snt_clients clients = { .conf = &conf };
	union snt_sockaddr client, peer = { .in.sin_family = AF_INET };
	char text[256] = "";

	memcpy(text, bytes, len < 255 ? len : 255);
	snt_clients_find(&clients, &client, &peer, text);
	MUST(client.sa.sa_family == AF_INET || client.sa.sa_family == AF_INET6);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > SNT_SNAP_REQUEST_MAX + 1 || !size)
		return 0;
	if (*data & 1)
		find_client(data + 1, size - 1);
	else
		read_message(data + 1, size - 1);
	return 0;
}
