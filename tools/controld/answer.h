/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Answers as clients of a SNAP know them.
 */
#ifndef _SNT_ANSWER_H
#define _SNT_ANSWER_H

#include "exchange.h"

void snt_answer_message(struct snt_exchange *exchange);
void snt_answer_text(struct snt_exchange *exchange, int status,
		     const char *type, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void snt_answer_error(struct snt_exchange *exchange, int status,
		      const char *code, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void snt_answer_health(struct snt_exchange *exchange, bool is_healthy);
void snt_answer_method(struct snt_exchange *exchange, const char *allow);

#endif
