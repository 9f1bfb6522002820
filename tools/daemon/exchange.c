// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keeps a request until it is whole, and an answer until it is sent.
 */
#include "exchange.h"

#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "secret.h"

/**
 * snt_exchange_init - a request that is being read
 * @exchange: filled
 * @service: will answer
 * @answered: told of the answer
 */
void snt_exchange_init(struct snt_exchange *exchange,
		       struct snt_service *service,
		       void (*answered)(struct snt_exchange *exchange))
{
	*exchange = (struct snt_exchange){
		.service = service,
		.answered = answered,
	};
}

/**
 * snt_exchange_uninit - nobody wants the answer any more
 * @exchange: answered or not
 */
void snt_exchange_uninit(struct snt_exchange *exchange)
{
	if (exchange->is_run)
		exchange->service->forget(exchange);
	snt_secret_free(exchange->authorization);
	snt_buffer_uninit(&exchange->body);
	snt_buffer_uninit(&exchange->head);
}

static void copy(char *to, size_t size, const char *text, size_t len)
{
	snprintf(to, size, "%.*s", (int)(len < size ? len : size), text);
}

/**
 * snt_exchange_set_path - what is called
 * @exchange: being read
 * @path: of the URL
 * @len: characters of it
 */
void snt_exchange_set_path(struct snt_exchange *exchange, const char *path,
			   size_t len)
{
	copy(exchange->path, sizeof(exchange->path), path, len);
}

/**
 * snt_exchange_set_type - what is said of the content of the request
 * @exchange: being read
 * @type: the type
 * @len: characters of it
 */
void snt_exchange_set_type(struct snt_exchange *exchange, const char *type,
			   size_t len)
{
	copy(exchange->type, sizeof(exchange->type), type, len);
}

/**
 * snt_exchange_set_authorization - who may ask
 * @exchange: being read
 * @text: what stands in its header
 * @len: characters of it
 */
void snt_exchange_set_authorization(struct snt_exchange *exchange,
				    const char *text, size_t len)
{
	snt_secret_free(exchange->authorization);
	exchange->authorization = snt_mem_copy(text, len);
}

/**
 * snt_exchange_set_forwarded - for whom a proxy asks
 * @exchange: being read
 * @text: addresses between commas, of the last proxy last
 * @len: characters of it
 */
void snt_exchange_set_forwarded(struct snt_exchange *exchange,
				const char *text, size_t len)
{
	size_t most = sizeof(exchange->forwarded) - 1;

	/* whoever is said last is known best */
	if (len > most) {
		text += len - most;
		len = most;
	}
	copy(exchange->forwarded, sizeof(exchange->forwarded), text, len);
}

/**
 * snt_exchange_add_body - more of the request
 * @exchange: being read
 * @bytes: copied, but for those that are too many
 * @len: how many
 */
void snt_exchange_add_body(struct snt_exchange *exchange, const void *bytes,
			   size_t len)
{
	exchange->is_too_long |= exchange->body.len + len >
				 exchange->service->body_max;
	if (!exchange->is_too_long)
		snt_buffer_add(&exchange->body, bytes, len);
}

/**
 * snt_exchange_run - the request is whole
 * @exchange: will be answered
 */
void snt_exchange_run(struct snt_exchange *exchange)
{
	exchange->is_run = true;
	exchange->service->nr_calls++;
	exchange->service->run(exchange);
}

/**
 * snt_exchange_len - how long the content of the answer is
 * @exchange: answered
 *
 * Return: bytes.
 */
size_t snt_exchange_len(const struct snt_exchange *exchange)
{
	return exchange->head.len + exchange->content_len;
}

/**
 * snt_exchange_copy - some of the content of the answer
 * @exchange: answered
 * @from: after so many bytes
 * @to: copied here
 * @max: the most that there is room for
 *
 * Return: how many bytes; 0 at the end.
 */
size_t snt_exchange_copy(const struct snt_exchange *exchange, size_t from,
			 uint8_t *to, size_t max)
{
	const uint8_t *bytes = exchange->head.bytes + from;
	size_t len;

	if (from < exchange->head.len) {
		len = exchange->head.len - from;
	} else {
		from -= exchange->head.len;
		bytes = exchange->content + from;
		len = exchange->content_len - from;
	}
	if (len > max)
		len = max;
	if (len)
		memcpy(to, bytes, len);
	return len;
}

/**
 * snt_exchange_answer - there is an answer
 * @exchange: what the service has to say is in it, and stays there until it is
 *	told to forget it
 * @status: of HTTP
 */
void snt_exchange_answer(struct snt_exchange *exchange, int status)
{
	exchange->status = status;
	exchange->answered(exchange);
}
