// SPDX-License-Identifier: GPL-2.0-only
/*
 * Answers of control planes: whatever they are, they bring what was asked for,
 * or a reason in words.
 */
#include <ctype.h>

#include "control.h"
#include "fuzz.h"
#include "token.h"

static void check_reason(const struct snt_control_answer *answer)
{
	const char *text = answer->error;

	MUST(*text);
	for (; *text; text++)
		MUST(isprint((unsigned char)*text));
}

static void check_success(const struct snt_control_answer *answer,
			  enum snt_method method)
{
	MUST(!*answer->error);
	if (method == SNT_METHOD_DATA_PLANE)
		MUST(*answer->data_plane.address);
	if (method == SNT_METHOD_UNDERLAYS || method == SNT_METHOD_APIS)
		MUST(answer->urls.nr);
	if (method == SNT_METHOD_AUTHENTICATE)
		MUST(snt_token_is_clean(answer->token, strlen(answer->token)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int statuses[] = { 200, 400, 401, 404, 429, 500, 307 };
	struct input in = { data, size };
	enum snt_method method = take_u8(&in) % (SNT_METHOD_SEGMENTS + 1);
	struct snt_http_answer http = {
		.status = statuses[take_u8(&in) %
				   (sizeof(statuses) / sizeof(*statuses))],
	};
	struct snt_control_answer answer;
	/* as libcurl's side has it: a NUL behind it, and nothing else */
	char *body = calloc(1, in.len + 1);

	if (in.len)
		memcpy(body, in.p, in.len);
	http.body = (const uint8_t *)body;
	http.len = in.len;
	if (http.status == 307)
		http.location = body;
	snt_control_read(&answer, method, &http);
	if (answer.outcome == SNT_OUTCOME_GOOD)
		check_success(&answer, method);
	else
		check_reason(&answer);
	MUST(answer.outcome != SNT_OUTCOME_GOOD || http.status == 200);
	snt_control_free(&answer);
	free(body);
	return 0;
}
