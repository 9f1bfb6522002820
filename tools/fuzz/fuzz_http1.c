// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests of applications: a head that is taken lies within what was read,
 * and is the same however much comes behind it.
 */
#include "fuzz.h"
#include "http1.h"

static void check_text(const char *text, size_t len, const char *from,
		       size_t head_len)
{
	MUST(text >= from && len <= head_len);
	MUST(text + len <= from + head_len);
	MUST(!memchr(text, '\0', len) && !memchr(text, '\n', len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snt_http1 head, again;
	char *text = malloc(size + 1);
	int len;

	if (size)
		memcpy(text, data, size);
	len = snt_http1_parse(&head, text, size);
	MUST(len <= (int)size && len > -600);
	if (len > 0) {
		check_text(head.path, head.path_len, text, len);
		if (head.type)
			check_text(head.type, head.type_len, text, len);
		MUST(snt_http1_parse(&again, text, len) == len);
		MUST(!memcmp(&head, &again, sizeof(head)));
		MUST(snt_http1_parse(&again, text, len - 1) <= 0);
	}
	free(text);
	return 0;
}
