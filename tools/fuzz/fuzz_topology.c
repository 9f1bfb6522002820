// SPDX-License-Identifier: GPL-2.0-only
/*
 * Topology files: whatever is taken has routers that can be told apart; what is
 * not says why.
 */
#include <string.h>

#include "fuzz.h"
#include "json_tokens.h"
#include "underlay.h"

/* Each token is shorter than the document, so it ends. */
static void read_all(const char *text, size_t len)
{
	struct snt_json_reader reader;
	enum snt_json_token token;
	size_t nr = 0;

	snt_json_tokens_begin(&reader, text, len);
	do {
		token = snt_json_next(&reader);
		MUST(strlen(reader.text) < SNT_JSON_TEXT);
		MUST(nr++ <= len);
	} while (token != SNT_JSON_ERROR && token != SNT_JSON_END);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char error[SNT_UNDERLAY_ERROR] = "";
	struct snt_underlay underlay = { 0 };
	size_t i;

	read_all((const char *)data, size);
	if (snt_topology_read(&underlay, (const char *)data, size, error)) {
		MUST(*error);
		return 0;
	}
	MUST(underlay.nr > 0 && underlay.nr <= SNT_MOST_ROUTERS);
	for (i = 0; i < underlay.nr; i++) {
		MUST(underlay.router[i].interface);
		MUST(underlay.router[i].at.sa.sa_family);
	}
	return 0;
}
