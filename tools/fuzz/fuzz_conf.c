// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configuration files: whatever is accepted is written such that it is
 * accepted again, and means the same.
 */
#include "conf.h"
#include "conf_import.h"
#include "diff.h"
#include "fuzz.h"

static char *write_conf(const struct snt_dev *dev, size_t *len)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, len);

	snt_conf_write_interface(out, dev);
	snt_conf_write_gateway(out, dev);
	snt_conf_write_peers(out, dev);
	fclose(out);
	return text;
}

static void check_again(const char *text, size_t len)
{
	struct snt_conf_error error;
	struct snt_dev *change;
	struct snt_conf conf;
	char *again;
	size_t again_len;

	MUST(!snt_conf_parse(&conf, text, len, false, &error));
	again = write_conf(conf.dev, &again_len);
	MUST(again_len == len && !memcmp(text, again, len));
	free(again);
	/* a configuration differs from itself at most where it is a change */
	change = snt_diff_create(conf.dev, conf.dev, SNT_DIFF_SYNC);
	MUST(!change->flags);
	snt_model_destroy(change);
	snt_conf_uninit(&conf);
}

/* What is taken over from wg-quick is a file of "up", and of that wire mode. */
static void check_import(const char *text, size_t len)
{
	struct snt_import import = { .old_name = "wg0" };
	struct snt_conf_error error;
	struct snt_conf conf;
	char *fresh = NULL;
	size_t fresh_len;
	FILE *out = open_memstream(&fresh, &fresh_len);
	int ret = snt_import_conf(&import, out, text, len, &error);

	fclose(out);
	if (!ret) {
		MUST(!snt_conf_parse(&conf, fresh, fresh_len, true, &error));
		MUST(conf.dev->flags & SNT_DEV_HAS_WIRE);
		snt_conf_uninit(&conf);
	}
	free(fresh);
	snt_import_uninit(&import);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snt_conf_error error;
	struct snt_conf conf;
	char *text;
	size_t len;

	if (!snt_conf_parse(&conf, (const char *)data, size, true, &error)) {
		text = write_conf(conf.dev, &len);
		check_again(text, len);
		free(text);
		check_import((const char *)data, size);
	} else {
		MUST(error.line && *error.text);
	}
	snt_conf_uninit(&conf);
	return 0;
}
