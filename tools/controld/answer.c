// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is wrong with a token is said as text without a type, and what is wrong
 * with a request as JSON.
 */
#include "answer.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX	512

static void add(struct snt_exchange *exchange, const char *text)
{
	snt_buffer_add(&exchange->head, text, strlen(text));
}

/* What a peer sent may be part of it. */
static void add_escaped(struct snt_exchange *exchange, const char *text)
{
	char escaped[8];

	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			snprintf(escaped, sizeof(escaped), "\\%c", *text);
		else if (isprint((unsigned char)*text))
			snprintf(escaped, sizeof(escaped), "%c", *text);
		else
			strcpy(escaped, "?");
		add(exchange, escaped);
	}
}

/**
 * snt_answer_message - answer with a message
 * @exchange: has the message as its content
 */
void snt_answer_message(struct snt_exchange *exchange)
{
	exchange->answer_type = "application/proto";
	snt_exchange_answer(exchange, 200);
}

/**
 * snt_answer_text - answer with a text
 * @exchange: to be answered
 * @status: of HTTP
 * @type: of the content, or NULL
 * @format: the text
 */
void snt_answer_text(struct snt_exchange *exchange, int status,
		     const char *type, const char *format, ...)
{
	char text[TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	add(exchange, text);
	exchange->answer_type = type;
	snt_exchange_answer(exchange, status);
}

/**
 * snt_answer_error - answer with what is wrong
 * @exchange: to be answered
 * @status: of HTTP
 * @code: what it is
 * @format: one line without its end
 */
void snt_answer_error(struct snt_exchange *exchange, int status,
		      const char *code, const char *format, ...)
{
	char text[TEXT_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	add(exchange, "{\"code\":\"");
	add(exchange, code);
	add(exchange, "\",\"message\":\"");
	add_escaped(exchange, text);
	add(exchange, "\",\"detail\":null}");
	exchange->answer_type = "application/json";
	snt_exchange_answer(exchange, status);
}

/**
 * snt_answer_method - answer that this method is not for it
 * @exchange: to be answered
 * @allow: the one that is
 */
void snt_answer_method(struct snt_exchange *exchange, const char *allow)
{
	exchange->allow = allow;
	snt_exchange_answer(exchange, 405);
}

/**
 * snt_answer_health - answer whether all is well
 * @exchange: to be answered
 * @is_healthy: it is
 */
void snt_answer_health(struct snt_exchange *exchange, bool is_healthy)
{
	if (is_healthy)
		snt_answer_text(exchange, 200, "text/plain", "ok\n");
	else
		snt_answer_text(exchange, 503, "text/plain",
				"the data plane is not available\n");
}
