// SPDX-License-Identifier: GPL-2.0-only
/*
 * genkey and genpsk.
 */
#include "ctl.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "key.h"

static void warn_if_readable_by_all(void)
{
	struct stat st;

	if (!fstat(STDOUT_FILENO, &st) && S_ISREG(st.st_mode) &&
	    st.st_mode & 0007)
		fputs("Warning: everybody can read this file; set `umask 077' before writing keys.\n",
		      stderr);
}

static int generate(int argc, bool is_private)
{
	uint8_t key[SNT_KEY_LEN];
	char text[SNT_KEY_TEXT];
	int ret;

	if (argc != 1)
		return CTL_USAGE;
	warn_if_readable_by_all();
	ret = snt_key_random(key);
	if (ret)
		return ctl_fail("random bytes: %s", strerror(-ret));
	if (is_private)
		snt_key_clamp(key);
	snt_key_to_text(text, key);
	puts(text);
	explicit_bzero(key, sizeof(key));
	explicit_bzero(text, sizeof(text));
	return 0;
}

int cmd_genkey(int argc, char **argv)
{
	(void)argv;
	return generate(argc, true);
}

int cmd_genpsk(int argc, char **argv)
{
	(void)argv;
	return generate(argc, false);
}
