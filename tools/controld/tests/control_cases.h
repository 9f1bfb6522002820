/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is asked of a control plane, and what is answered.
 */
#ifndef _SNT_CONTROL_CASES_H
#define _SNT_CONTROL_CASES_H

#define PSSID	"ef16640f-0fa9-4360-be74-dbeec7ab4f9a"
#define OTHER	"11111111-0fa9-4360-be74-dbeec7ab4f9a"
#define SNAP	"/anapaya.snap.v1.SnapControl/"
#define PLANE	SNAP "GetSnapDataPlaneAddress"
#define REG	SNAP "RegisterSnapTunIdentity"
#define LIST	"/scion.endhost.v1.UnderlayService/ListUnderlays"
#define PROTO	"application/proto"
#define FAILED	"SNAP Token validation failed: "
#define DENIED(code, text) \
	"{\"code\":\"" code "\",\"message\":\"" text "\",\"detail\":null}"
#define INVALID(text)	DENIED("invalid_argument", text)
#define NO_PROTO "invalid content type: Expected: application/proto, got: "
#define Z32	"0000000000000000000000000000000000000000000000000000000000000000"
#define K32	"0101010101010101010101010101010101010101010101010101010101010101"
#define N32	"0909090909090909090909090909090909090909090909090909090909090909"
#define GOOD	"0a20" K32 "1220" Z32
/* of DataPlane: what is told */
#define TOLD	"0a0f3139322e302e322e313a3330303433" \
		"1213687474703a2f2f736e61702e6578616d706c65" \
		"1a20777777777777777777777777777777777777777777777777" \
		"7777777777777777"

/* of Underlays: 1-ff00:0:110 */
#define LISTED	"0a0012200a1e0a13687474703a2f2f736e61702e6578616d706c65" \
		"12079082808080e07f"

/* Which token a request has. */
enum token {
	GOOD_TOKEN, NONE, BASIC, LOWER, EMPTY, NOT_A_TOKEN, OTHER_KEY, ENDED,
	JUST_ENDED, TO_COME, NAMED, FOREVER, TOKEN_REVOKED, HOLDER_REVOKED,
	VERSION_1, NR_TOKENS,
};

/**
 * struct request - what is asked, and what is to be answered
 * @method: of HTTP
 * @path: of the URL
 * @type: of the content
 * @token: which one
 * @hex: the content
 * @status: of the answer
 * @answer: its content: text, or a message in hexadecimal
 */
struct request {
	const char *method;
	const char *path;
	const char *type;
	enum token token;
	const char *hex;
	int status;
	const char *answer;
};

static const struct request requests[] = {
	{ "POST", PLANE, PROTO, GOOD_TOKEN, "", 200, TOLD },
	{ "POST", PLANE, PROTO, VERSION_1, "", 200, TOLD },
	{ "POST", PLANE, PROTO, NAMED, "", 200, TOLD },
	{ "POST", PLANE, PROTO, JUST_ENDED, "", 200, TOLD },
	{ "POST", PLANE, PROTO, GOOD_TOKEN, "0801", 200, TOLD },
	{ "POST", PLANE "?x", PROTO, GOOD_TOKEN, "", 200, TOLD },
	{ "POST", PLANE, "Application/PROTO ; x=y", GOOD_TOKEN, "", 200, TOLD },
	{ "POST", REG, PROTO, GOOD_TOKEN, GOOD, 200, "0a20" Z32 },
	{ "POST", REG, PROTO, GOOD_TOKEN, "0a20" K32 "1220" K32, 200,
	  "0a20" Z32 },
	{ "POST", REG, PROTO, FOREVER, GOOD, 200, "0a20" Z32 },
	{ "POST", REG, PROTO, GOOD_TOKEN, "1a0141" GOOD, 200, "0a20" Z32 },
	{ "POST", PLANE, PROTO, NONE, "", 401,
	  FAILED "authorization header is missing" },
	{ "POST", PLANE, PROTO, BASIC, "", 401,
	  FAILED "authorization header is not a bearer token" },
	{ "POST", PLANE, PROTO, LOWER, "", 401,
	  FAILED "authorization header is not a bearer token" },
	{ "POST", PLANE, PROTO, EMPTY, "", 401,
	  FAILED "failed to decode JWT header: InvalidToken" },
	{ "POST", PLANE, PROTO, NOT_A_TOKEN, "", 401,
	  FAILED "failed to decode JWT header: InvalidToken" },
	{ "POST", PLANE, PROTO, OTHER_KEY, "", 401,
	  FAILED "token verification failed: InvalidSignature" },
	{ "POST", PLANE, PROTO, ENDED, "", 401,
	  FAILED "token verification failed: ExpiredSignature" },
	{ "POST", PLANE, PROTO, TO_COME, "", 401,
	  FAILED "token verification failed: ImmatureSignature" },
	{ "POST", PLANE, PROTO, TOKEN_REVOKED, "", 401,
	  FAILED "token is revoked" },
	{ "POST", REG, PROTO, HOLDER_REVOKED, GOOD, 401,
	  FAILED "holder of the token is revoked" },
	{ "POST", REG, PROTO, JUST_ENDED, GOOD, 400,
	  INVALID("expiration time is in the past") },
	{ "POST", REG, PROTO, JUST_ENDED, "ff", 400,
	  INVALID("failed to decode request message") },
	{ "POST", REG, PROTO, GOOD_TOKEN, "0a1f" K32 "1220" Z32, 400,
	  INVALID("failed to decode request message") },
	{ "POST", REG, PROTO, GOOD_TOKEN, "0a01011220" Z32, 400,
	  INVALID("initiator identity is not 32 bytes") },
	{ "POST", REG, PROTO, GOOD_TOKEN, "0a21" K32 "011220" Z32, 400,
	  INVALID("initiator identity is not 32 bytes") },
	{ "POST", REG, PROTO, GOOD_TOKEN, "", 400,
	  INVALID("initiator identity is not 32 bytes") },
	{ "POST", REG, PROTO, GOOD_TOKEN, "0a20" K32, 400,
	  INVALID("psk share is not 32 bytes") },
	{ "POST", REG, PROTO, GOOD_TOKEN, "0a20" K32 "120100", 400,
	  INVALID("psk share is not 32 bytes") },
	{ "POST", REG, PROTO, GOOD_TOKEN, "0a20" Z32 "1220" Z32, 400,
	  INVALID("initiator identity is no key of a client") },
	{ "POST", REG, PROTO, GOOD_TOKEN, "0a20" N32 "1220" Z32, 403,
	  DENIED("permission_denied", "identity is revoked") },
	{ "POST", PLANE, PROTO, GOOD_TOKEN, "0a", 400,
	  INVALID("failed to decode request message") },
	{ "POST", PLANE, "", GOOD_TOKEN, "", 400,
	  INVALID("invalid content type: Missing content type") },
	{ "POST", REG, "application/json", GOOD_TOKEN, GOOD, 400,
	  INVALID(NO_PROTO "application/json") },
	{ "POST", REG, "application/connect+proto", GOOD_TOKEN, GOOD, 400,
	  INVALID(NO_PROTO "application/connect+proto") },
	{ "POST", REG, "a\"\\\t", GOOD_TOKEN, GOOD, 400,
	  INVALID(NO_PROTO "a\\\"\\\\?") },
	{ "POST", SNAP "Nonsense", PROTO, GOOD_TOKEN, "", 404, "" },
	{ "POST", LIST, PROTO, GOOD_TOKEN, "", 200, LISTED },
	{ "POST", LIST, PROTO, GOOD_TOKEN, "0800", 200, LISTED },
	{ "POST", LIST, PROTO, GOOD_TOKEN, "08ff", 400,
	  INVALID("failed to decode request message") },
	{ "POST", LIST, PROTO, GOOD_TOKEN, "0807", 200, "0a00" },
	{ "POST", LIST, PROTO, NONE, "", 401,
	  FAILED "authorization header is missing" },
	{ "POST", "/scion.endhost.v1.SegmentsService/ListSegments", PROTO,
	  GOOD_TOKEN, "", 404, "" },
	{ "POST", "/metrics", PROTO, GOOD_TOKEN, "", 404, "" },
	{ "POST", SNAP "Nonsense", PROTO, NONE, "", 401,
	  FAILED "authorization header is missing" },
	{ "GET", PLANE, PROTO, GOOD_TOKEN, "", 405, "" },
	{ "GET", PLANE, PROTO, NONE, "", 401,
	  FAILED "authorization header is missing" },
	{ "GET", "/healthz", "", NONE, "", 200, "ok\n" },
	{ "POST", "/healthz", "", NONE, "", 405, "" },
};

#endif
