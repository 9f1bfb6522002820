// SPDX-License-Identifier: GPL-2.0-only
/*
 * pubkey.
 */
#include "ctl.h"

#include <string.h>
#include <unistd.h>

#include "key.h"

int cmd_pubkey(int argc, char **argv)
{
	uint8_t private_key[SNT_KEY_LEN], public_key[SNT_KEY_LEN];
	char text[SNT_KEY_TEXT];
	int ret;

	(void)argv;
	if (argc != 1)
		return CTL_USAGE;
	if (snt_key_from_fd(private_key, STDIN_FILENO))
		return ctl_fail("standard input does not hold a private key in base64");
	ret = snt_key_public(public_key, private_key);
	explicit_bzero(private_key, sizeof(private_key));
	if (ret)
		return ctl_fail("the crypto library has no X25519");
	snt_key_to_text(text, public_key);
	puts(text);
	return 0;
}
