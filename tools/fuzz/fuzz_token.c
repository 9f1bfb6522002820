// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bearer tokens: those that are accepted may stand in a header, and end at a
 * time that can be reckoned with.
 */
#include "fuzz.h"
#include "token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct snt_token_claims claims;
	const char *why, *text;
	int64_t wall_s, life_s;

	take(&in, &wall_s, sizeof(wall_s));
	text = (const char *)in.p;
	if (snt_token_read(&claims, text, in.len, &why)) {
		MUST(why);
		return 0;
	}
	MUST(!why && snt_token_is_clean(text, in.len));
	MUST(claims.expires_s > 0);
	MUST(strlen(claims.id) < sizeof(claims.id));
	life_s = snt_token_life_s(&claims, wall_s);
	if (claims.issued_s > 0)
		MUST(life_s <= claims.expires_s - claims.issued_s);
	return 0;
}
