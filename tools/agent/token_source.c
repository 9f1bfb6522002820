// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gets a token from a file, a command, or the service that makes them, and the
 * next one before it ends.
 */
#include "token_source.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "backoff.h"
#include "container.h"
#include "mem.h"
#include "say.h"
#include "secret.h"

/* how long before its end a token is renewed */
#define RENEW_BEFORE_MS	60000
/* a token that ends sooner is not worth the trouble */
#define LEAST_LIFE_S	10

static const struct snt_backoff delays = {
	.first_ms = 5000,
	.longest_ms = 60000,
	.percent = 120,
	.jitter_ms = 100,
};

static void get_later(struct snt_token_source *source)
{
	uint32_t chance;

	if (getrandom(&chance, sizeof(chance), 0) < 0)
		chance = 0;
	snt_loop_set(source->loop, &source->timer, snt_loop_now() +
		     snt_backoff_delay(&delays, ++source->failures, chance));
}

static void __attribute__((format(printf, 2, 3)))
fail(struct snt_token_source *source, const char *format, ...)
{
	char error[sizeof(source->error)];
	va_list args;

	va_start(args, format);
	vsnprintf(error, sizeof(error), format, args);
	va_end(args);
	get_later(source);
	if (!strcmp(error, source->error))
		return;
	strcpy(source->error, error);
	snt_say_error("%s: %s", source->conf->name, error);
	source->changed(source);
}

/* A minute before it ends, or at three quarters of a short life. */
static void plan_renewal(struct snt_token_source *source, uint64_t now)
{
	uint64_t left = source->end_ms > now ? source->end_ms - now : 0;
	uint64_t before = left / 4 < RENEW_BEFORE_MS ? left / 4 :
						       RENEW_BEFORE_MS;

	source->failures = 0;
	snt_loop_set(source->loop, &source->timer, now + left - before);
}

static void set_end(struct snt_token_source *source, int64_t life_s)
{
	uint64_t now = snt_loop_now();

	/* so long that nobody waits for it, and nothing overflows */
	if (life_s > 100ll * 365 * 86400)
		life_s = 100ll * 365 * 86400;
	source->end_ms = now + (life_s > 0 ? life_s * 1000 : 0);
	plan_renewal(source, now);
}

/* The same token once more is no renewal: it is asked for again until it is. */
static bool is_known(struct snt_token_source *source, const char *text,
		     size_t len)
{
	uint64_t now = snt_loop_now();

	if (source->is_forced || !source->text ||
	    strlen(source->text) != len || memcmp(source->text, text, len))
		return false;
	if (source->end_ms > now + RENEW_BEFORE_MS) {
		/* when it was away for a moment, the timer is another one */
		if (*source->error)
			plan_renewal(source, now);
		*source->error = '\0';
		return true;
	}
	if (!source->failures)
		snt_say_error("%s: the token ends in %llu s, and there is no new one yet",
			      source->conf->name, source->end_ms > now ?
			      (source->end_ms - now) / 1000ull : 0);
	get_later(source);
	return true;
}

static void take(struct snt_token_source *source, const char *text, size_t len)
{
	struct snt_token_claims claims;
	const char *why;
	int64_t life_s;

	if (is_known(source, text, len))
		return;
	if (snt_token_read(&claims, text, len, &why)) {
		fail(source, "what should be the token is none: %s", why);
		return;
	}
	life_s = snt_token_life_s(&claims, time(NULL));
	if (source->conf->origin == SNT_TOKEN_API_KEY && life_s <= LEAST_LIFE_S) {
		fail(source, "the new token ends in %lld seconds: is the clock right?",
		     (long long)life_s);
		return;
	}
	snt_secret_free(source->text);
	source->text = snt_mem_copy(text, len);
	source->claims = claims;
	source->serial++;
	source->is_forced = false;
	*source->error = '\0';
	set_end(source, life_s);
	snt_say("%s: the token is good for %lld s", source->conf->name,
		(long long)(life_s > 0 ? life_s : 0));
	source->changed(source);
}

static void read_token_file(struct snt_token_source *source, const char *path)
{
	char *text;
	size_t len;
	int ret = snt_secret_read(&text, &len, path);

	if (ret) {
		fail(source, "no token: %s: %s", path, strerror(-ret));
		return;
	}
	take(source, text, len);
	snt_secret_free(text);
}

static void read_credential(struct snt_token_source *source)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	char *path;

	if (!folder) {
		fail(source, "no token: there are no credentials: systemd provides them, by LoadCredential in the unit");
		return;
	}
	path = snt_mem_alloc(strlen(folder) + strlen(source->conf->token) + 2);
	sprintf(path, "%s/%s", folder, source->conf->token);
	read_token_file(source, path);
	free(path);
}

static void take_output(struct snt_command *command, const char *text,
			size_t len, const char *why)
{
	struct snt_token_source *source =
		snt_container_of(command, struct snt_token_source, command);

	if (why)
		fail(source, "no token by `%s': %s", source->conf->token, why);
	else
		take(source, text, len);
}

static void run_command(struct snt_token_source *source)
{
	int ret;

	if (source->command.pid)
		return;
	ret = snt_command_run(&source->command, source->conf->token);
	if (ret)
		fail(source, "no token by `%s': %s", source->conf->token,
		     strerror(-ret));
}

static void take_authenticated(struct snt_control_client *client,
			       struct snt_control_answer *answer)
{
	struct snt_token_source *source =
		snt_container_of(client, struct snt_token_source, client);

	if (answer->outcome != SNT_OUTCOME_GOOD) {
		fail(source, "no token by %s: %s", source->conf->authority,
		     answer->error);
		if (answer->retry_after_ms)
			snt_loop_set(source->loop, &source->timer,
				     snt_loop_now() + answer->retry_after_ms);
		return;
	}
	free(source->discovery);
	source->discovery = answer->discovery;
	answer->discovery = NULL;
	take(source, answer->token, strlen(answer->token));
}

static void authenticate(struct snt_token_source *source)
{
	const struct snt_control_conf *conf = source->conf;
	struct snt_http_request request = { .url = conf->authority };
	struct snt_http_way way = conf->way;
	uint8_t *bytes;
	char *api_key;
	size_t len;
	int ret;

	if (source->client.call)
		return;
	ret = snt_secret_read(&api_key, &len, conf->token);
	if (ret) {
		fail(source, "no API key: %s: %s", conf->token, strerror(-ret));
		return;
	}
	way.allows_plain = false;
	bytes = snt_mem_alloc(SNT_MESSAGE_SIZE);
	request.body = bytes;
	request.len = snt_message_write_authenticate(bytes, api_key,
						     conf->device_id,
						     conf->token_life_s);
	snt_secret_free(api_key);
	if (request.len)
		snt_control_call(source->http, &way, SNT_METHOD_AUTHENTICATE,
				 &request, &source->client);
	else
		fail(source, "no API key: %s: it is too long", conf->token);
	snt_secret_free(bytes);
}

static void get(struct snt_token_source *source)
{
	switch (source->conf->origin) {
	case SNT_TOKEN_FILE:
		read_token_file(source, source->conf->token);
		break;
	case SNT_TOKEN_CREDENTIAL:
		read_credential(source);
		break;
	case SNT_TOKEN_COMMAND:
		run_command(source);
		break;
	default:
		authenticate(source);
		break;
	}
}

static void get_in_time(struct snt_timer *timer)
{
	get(snt_container_of(timer, struct snt_token_source, timer));
}

static void take_change(struct snt_watch *watch, uint32_t events)
{
	struct snt_token_source *source =
		snt_container_of(watch, struct snt_token_source, folder);
	char bytes[4096]
		__attribute__((aligned(__alignof__(struct inotify_event))));

	(void)events;
	if (read(watch->fd, bytes, sizeof(bytes)) > 0)
		get(source);
}

/* Whoever renews a file replaces it, so the folder is what stays. */
static void watch_folder(struct snt_token_source *source)
{
	const char *path = source->conf->token, *slash = strrchr(path, '/');
	char *folder;

	source->folder.fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (source->folder.fd < 0)
		return;
	folder = slash ? snt_mem_copy(path, slash - path + 1) :
			 snt_mem_copy(".", 1);
	source->folder.ready = take_change;
	/* without the watch it is read again when it is about to end */
	if (inotify_add_watch(source->folder.fd, folder,
			      IN_CLOSE_WRITE | IN_MOVED_TO) >= 0)
		snt_loop_watch(source->loop, &source->folder, EPOLLIN);
	free(folder);
}

/**
 * snt_token_source_init - a source that has no token yet
 * @source: filled
 * @loop: what it runs on
 * @http: for requests
 * @conf: the section; stays
 * @owner: for @changed
 * @changed: told of what comes
 */
void snt_token_source_init(struct snt_token_source *source,
			   struct snt_loop *loop, struct snt_http *http,
			   const struct snt_control_conf *conf, void *owner,
			   void (*changed)(struct snt_token_source *source))
{
	*source = (struct snt_token_source){
		.loop = loop,
		.http = http,
		.conf = conf,
		.folder.fd = -1,
		.command = { .loop = loop, .done = take_output },
		.client.done = take_authenticated,
		.timer.expired = get_in_time,
		.owner = owner,
		.changed = changed,
	};
	if (conf->origin == SNT_TOKEN_FILE)
		watch_folder(source);
}

/**
 * snt_token_source_uninit - get no more
 * @source: nobody uses its token any more
 */
void snt_token_source_uninit(struct snt_token_source *source)
{
	snt_loop_unset(source->loop, &source->timer);
	snt_command_stop(&source->command);
	snt_control_cancel(&source->client);
	if (source->folder.fd >= 0) {
		snt_loop_unwatch(source->loop, &source->folder);
		close(source->folder.fd);
	}
	snt_secret_free(source->text);
	free(source->discovery);
}

/**
 * snt_token_source_renew - get a token now
 * @source: where from; its changed may be called from within this function
 *
 * One that was refused is tried again, as somebody asks for it.
 */
void snt_token_source_renew(struct snt_token_source *source)
{
	source->is_forced = true;
	*source->error = '\0';
	get(source);
}

/**
 * snt_token_source_date - reckon the end of the token by another clock
 * @source: whose token
 * @date_s: time of day, by the clock of whoever takes the token
 *
 * Ours may be wrong by years. Less than a minute is the time of an answer.
 */
void snt_token_source_date(struct snt_token_source *source, int64_t date_s)
{
	int64_t life_s = snt_token_life_s(&source->claims, date_s);
	uint64_t now = snt_loop_now();
	int64_t known_s;

	if (!date_s || !source->text || life_s <= 0)
		return;
	known_s = source->end_ms > now ? (source->end_ms - now) / 1000 : 0;
	if (known_s - life_s < 60 && life_s - known_s < 60)
		return;
	set_end(source, life_s);
	source->changed(source);
}
