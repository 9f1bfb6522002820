// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asks a control plane what its registration wants asked. Where it is may have
 * to be found first; of those found the next is taken when one fails.
 */
#include "plane.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "address.h"
#include "container.h"
#include "mem.h"
#include "net_watch.h"
#include "say.h"
#include "url.h"

static void run(struct snt_plane *plane);

/* Where the control plane is; NULL when it has not been found yet. */
static const char *url_of(const struct snt_plane *plane)
{
	const struct snt_list *found = &plane->finder.found;

	if (plane->url)
		return plane->url;
	return found->nr ? found->text[plane->next_found % found->nr] : NULL;
}

/**
 * snt_plane_name - what people know it by
 * @plane: the control plane
 *
 * Return: its URL, or the name of the section until that is found.
 */
const char *snt_plane_name(const struct snt_plane *plane)
{
	const char *url = url_of(plane);

	return url ? url : plane->conf->name;
}

/**
 * snt_plane_endhost - where to ask for paths
 * @plane: the control plane
 *
 * Return: URL of the endhost API that knows it; of the control plane itself,
 * which is one too, when it was not found by any; NULL until it is found.
 */
const char *snt_plane_endhost(const struct snt_plane *plane)
{
	const struct snt_finder *finder = &plane->finder;

	if (plane->url)
		return plane->url;
	return finder->found.nr ? finder->apis.text[finder->found_by] : NULL;
}

static void __attribute__((format(printf, 2, 3)))
fail(struct snt_plane *plane, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(plane->error, sizeof(plane->error), format, args);
	va_end(args);
}

static void answer(struct snt_plane *plane, enum snt_outcome outcome,
		   uint32_t retry_after_ms)
{
	uint32_t chance;

	if (getrandom(&chance, sizeof(chance), 0) < 0)
		chance = 0;
	if (outcome == SNT_OUTCOME_GOOD)
		*plane->error = '\0';
	snt_registration_answer(&plane->registration, outcome, retry_after_ms,
				chance, snt_loop_now());
	run(plane);
}

/* URLs that others sent are looked at as closely as those of the user. */
static void call(struct snt_plane *plane, enum snt_method method,
		 const char *url, const uint8_t *body, size_t len)
{
	struct snt_http_request request = {
		.url = url,
		.token = plane->source->text,
		.body = body,
		.len = len,
	};
	struct snt_http_way way = plane->conf->way;

	if (plane->is_bound)
		way.source = plane->way_out;
	snt_control_call(plane->http, &way, method, &request, &plane->client);
}

static void ask(struct snt_plane *plane, enum snt_registration_step step)
{
	uint8_t bytes[SNT_MESSAGE_SIZE];
	size_t len;

	switch (step) {
	case SNT_STEP_FIND:
		snt_finder_start(&plane->finder);
		break;
	case SNT_STEP_DATA_PLANE:
		plane->is_bound = false;
		call(plane, SNT_METHOD_DATA_PLANE, url_of(plane), NULL, 0);
		break;
	default:
		len = snt_message_write_register(bytes, plane->key);
		call(plane, SNT_METHOD_REGISTER, plane->register_url, bytes,
		     len);
		break;
	}
}

static void run(struct snt_plane *plane)
{
	struct snt_registration *r = &plane->registration;
	enum snt_registration_step step;

	step = snt_registration_poll(r, snt_loop_now());
	if (step != SNT_STEP_NONE) {
		ask(plane, step);
		return;
	}
	snt_loop_set(plane->http->loop, &plane->timer,
		     snt_registration_deadline(r));
	plane->changed(plane);
}

static void run_in_time(struct snt_timer *timer)
{
	struct snt_plane *plane =
		snt_container_of(timer, struct snt_plane, timer);

	run(plane);
}

/* Where we are seen from, and what time it is there. */
static void note(struct snt_plane *plane, const struct snt_control_answer *a)
{
	if (*a->local && *a->remote) {
		strcpy(plane->local, a->local);
		strcpy(plane->remote, a->remote);
		plane->is_reachable = true;
	}
	snt_token_source_date(plane->source, a->date_s);
}

static void take_found(struct snt_finder *finder, struct snt_control_answer *a)
{
	struct snt_plane *plane =
		snt_container_of(finder, struct snt_plane, finder);

	note(plane, a);
	if (!finder->found.nr)
		fail(plane, "%s", finder->error);
	answer(plane, a->outcome, a->retry_after_ms);
}

static void override(struct snt_plane *plane)
{
	const struct snt_control_conf *conf = plane->conf;

	if (conf->data_plane)
		snprintf(plane->data_plane.address,
			 sizeof(plane->data_plane.address), "%s",
			 conf->data_plane);
	if (!conf->has_data_plane_key)
		return;
	memcpy(plane->data_plane.key, conf->data_plane_key, SNT_KEY_LEN);
	plane->data_plane.has_key = true;
}

/* The answer is good, but what it says is of no use. */
static void take_no_data_plane(struct snt_plane *plane, const char *why)
{
	fail(plane, "%s: %s", url_of(plane), why);
	plane->next_found++;
	answer(plane, SNT_OUTCOME_BAD, 0);
}

/*
 * A control plane chooses the data plane by the address that we ask from. Where
 * tunnels leave from another one, it is asked again from there.
 */
static void take_way_out(struct snt_plane *plane)
{
	if (snt_net_source_to(plane->way_out, &plane->endpoint))
		*plane->way_out = '\0';
	if (!*plane->way_out || plane->conf->source || plane->is_bound ||
	    !strcmp(plane->way_out, plane->local)) {
		answer(plane, SNT_OUTCOME_GOOD, 0);
		return;
	}
	plane->is_bound = true;
	call(plane, SNT_METHOD_DATA_PLANE, url_of(plane), NULL, 0);
}

/* Then what it said before has to do, unless it wants to be left alone. */
static void take_no_way(struct snt_plane *plane, const char *why)
{
	snt_say_error("%s: it cannot be asked from %s, where tunnels leave from: %s",
		      url_of(plane), plane->way_out, why);
	plane->is_bound = false;
	answer(plane, SNT_OUTCOME_GOOD, 0);
}

/* One that there is a way to, if there is: a name may have both families. */
static const union snt_sockaddr *choose(const struct snt_plane *plane)
{
	const struct snt_lookup *lookup = &plane->lookup;
	const union snt_sockaddr *addr;
	char source[INET6_ADDRSTRLEN];
	unsigned int i;

	for (i = 0; i < lookup->nr; i++) {
		addr = &lookup->addrs[(plane->next_endpoint + i) % lookup->nr];
		if (!snt_net_source_to(source, addr))
			return addr;
	}
	return lookup->addrs;
}

static void take_endpoint(struct snt_lookup *lookup, const char *why)
{
	struct snt_plane *plane =
		snt_container_of(lookup, struct snt_plane, lookup);

	if (why) {
		take_no_data_plane(plane, "the name of its data plane has no address");
		return;
	}
	plane->endpoint = *choose(plane);
	take_way_out(plane);
}

/* The specification says an address; some control plane may send a name. */
static void look_up(struct snt_plane *plane)
{
	const char *text = plane->data_plane.address;
	union snt_sockaddr addr;
	int ret = snt_address_parse(&addr, text);

	if (ret == -ENOENT) {
		ret = snt_lookup_start(&plane->lookup, plane->http->loop, text,
				       plane->conf->way.family);
	} else if (!ret) {
		plane->endpoint = addr;
		take_way_out(plane);
	}
	if (ret)
		take_no_data_plane(plane, "its data plane is at no address and port");
}

static void take_data_plane(struct snt_plane *plane,
			    struct snt_control_answer *a)
{
	const char *url = url_of(plane), *why;

	if (a->outcome == SNT_OUTCOME_BAD && plane->is_bound &&
	    !a->retry_after_ms) {
		take_no_way(plane, a->error);
		return;
	}
	if (a->outcome != SNT_OUTCOME_GOOD) {
		fail(plane, "%s: %s", url, a->error);
		plane->next_found++;
		answer(plane, a->outcome, a->retry_after_ms);
		return;
	}
	plane->data_plane = a->data_plane;
	override(plane);
	free(plane->register_url);
	plane->register_url = *a->data_plane.url ?
			      snt_url_complete(a->data_plane.url, url) :
			      snt_mem_copy(url, strlen(url));
	why = snt_url_complain(plane->register_url,
			       plane->conf->way.allows_plain);
	if (!why && !plane->data_plane.has_key)
		why = "it says no key of its data plane: give `DataPlaneKey'";
	if (why)
		take_no_data_plane(plane, why);
	else
		look_up(plane);
}

static void take_registered(struct snt_plane *plane,
			    struct snt_control_answer *a)
{
	if (a->outcome != SNT_OUTCOME_GOOD) {
		fail(plane, "%s: %s", plane->register_url, a->error);
		plane->next_found++;
	}
	answer(plane, a->outcome, a->retry_after_ms);
}

static void take(struct snt_control_client *client,
		 struct snt_control_answer *a)
{
	struct snt_plane *plane =
		snt_container_of(client, struct snt_plane, client);

	note(plane, a);
	if (client->method == SNT_METHOD_DATA_PLANE)
		take_data_plane(plane, a);
	else
		take_registered(plane, a);
}

/**
 * snt_plane_init - a control plane that nobody uses
 * @plane: filled
 * @conf: its section; stays
 * @url: where it is; stays, NULL when it has to be found
 * @source: of the token; stays
 * @key: public key to register
 * @owner: for @changed
 * @changed: told when the registration has another state
 */
void snt_plane_init(struct snt_plane *plane,
		    const struct snt_control_conf *conf, const char *url,
		    struct snt_token_source *source, const uint8_t *key,
		    void *owner, void (*changed)(struct snt_plane *plane))
{
	*plane = (struct snt_plane){
		.conf = conf,
		.url = url,
		.source = source,
		.http = source->http,
		.client.done = take,
		.lookup.done = take_endpoint,
		.timer.expired = run_in_time,
		.owner = owner,
		.changed = changed,
	};
	memcpy(plane->key, key, SNT_KEY_LEN);
	snt_finder_init(&plane->finder, conf, source, take_found);
	snt_registration_init(&plane->registration,
			      url ? SNT_STEP_DATA_PLANE : SNT_STEP_FIND);
}

/**
 * snt_plane_uninit - ask no more
 * @plane: nobody uses it any more
 */
void snt_plane_uninit(struct snt_plane *plane)
{
	snt_loop_unset(plane->http->loop, &plane->timer);
	snt_control_cancel(&plane->client);
	snt_finder_uninit(&plane->finder);
	snt_lookup_stop(&plane->lookup);
	free(plane->register_url);
}

/* Not from within, as what it does may tell whoever calls. */
static void run_soon(struct snt_plane *plane)
{
	snt_loop_set(plane->http->loop, &plane->timer, snt_loop_now());
}

/**
 * snt_plane_use - a device needs it
 * @plane: the control plane
 */
void snt_plane_use(struct snt_plane *plane)
{
	snt_registration_use(&plane->registration, snt_loop_now());
	run_soon(plane);
}

/**
 * snt_plane_drop - a device does not need it any more
 * @plane: the control plane
 */
void snt_plane_drop(struct snt_plane *plane)
{
	snt_registration_drop(&plane->registration);
	run_soon(plane);
}

/**
 * snt_plane_is_silent - its data plane gives no answer
 * @plane: the control plane, which is asked again
 *
 * Where the data plane has a name, that may have another address.
 */
void snt_plane_is_silent(struct snt_plane *plane)
{
	/* several devices may say so of the same one */
	if (plane->registration.state == SNT_REGISTRATION_DONE)
		plane->next_endpoint++;
	snt_plane_restart(plane);
}

/**
 * snt_plane_restart - something happened: ask all again
 * @plane: the control plane
 */
void snt_plane_restart(struct snt_plane *plane)
{
	snt_registration_restart(&plane->registration, snt_loop_now());
	run_soon(plane);
}

/**
 * snt_plane_take_token - see what has become of the token
 * @plane: the control plane
 */
void snt_plane_take_token(struct snt_plane *plane)
{
	const struct snt_token_source *source = plane->source;

	if (source->serial == plane->registration.token)
		snt_registration_token_end(&plane->registration,
					   source->end_ms);
	else if (source->text)
		snt_registration_token(&plane->registration, source->serial,
				       source->end_ms, snt_loop_now());
	run_soon(plane);
}

static bool is_other(struct snt_plane *plane, const char *source,
		     const char *before)
{
	if (!strcmp(source, before))
		return false;
	plane->has_news = true;
	snt_say("%s: our address is now %s, it was %s", snt_plane_name(plane),
		source, before);
	return true;
}

/**
 * snt_plane_check_network - see whether a change concerns a control plane
 * @plane: its has_news says so afterwards
 *
 * Most do not: routes come and go with other interfaces, also with our own.
 * Where it is not known yet where requests go to, any change may be what was
 * missing.
 */
void snt_plane_check_network(struct snt_plane *plane)
{
	char source[INET6_ADDRSTRLEN];
	bool was_reachable = plane->is_reachable;

	plane->has_news = !*plane->remote;
	if (plane->has_news)
		return;
	plane->is_reachable = !snt_net_source(source, plane->remote);
	if (!plane->is_reachable)
		return;
	plane->has_news = !was_reachable;
	if (plane->conf->source ||
	    (!plane->is_bound && is_other(plane, source, plane->local)))
		return;
	if (*plane->way_out && !snt_net_source_to(source, &plane->endpoint))
		is_other(plane, source, plane->way_out);
}
