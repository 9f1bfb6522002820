// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which links leave our AS is asked when the device is registered, and then
 * every few minutes; what else passes by tells of more. The topology follows.
 */
#include "serving.h"

#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <unistd.h>

#include "backoff.h"
#include "container.h"
#include "isd_as.h"
#include "say.h"
#include "topology.h"

#define AGAIN_MS	300000
/* A port that is taken may be given back, and nobody tells. */
#define LISTEN_MS	5000
/* Calls in a second, and at once. */
#define CALLS_RATE	200
#define CALLS_BURST	1000
/* So that what comes together is written together. */
#define SETTLE_MS	50
#define IPV4_UDP_LEN	28
#define IPV6_UDP_LEN	48

static const struct snt_backoff backoff = {
	.first_ms = 1000,
	.longest_ms = 60000,
	.percent = 150,
	.jitter_ms = 500,
};

static void __attribute__((format(printf, 2, 3)))
fail(struct snt_serving *serving, const char *format, ...)
{
	char text[sizeof(serving->error)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (strcmp(serving->error, text))
		snt_say_error("%s: %s", serving->device->conf->name, text);
	strcpy(serving->error, text);
}

static void settle_soon(struct snt_serving *serving)
{
	if (!serving->settle.is_set)
		snt_loop_set(serving->loop, &serving->settle,
			     snt_loop_now() + SETTLE_MS);
}

/* Of a SCION packet that an application sends to the facade. */
static uint32_t scion_mtu(const struct snt_serving *serving)
{
	uint32_t headers = serving->conf->facade.sa.sa_family == AF_INET6 ?
			   IPV6_UDP_LEN : IPV4_UDP_LEN;

	return serving->mtu > headers ? serving->mtu - headers : 0;
}

/*
 * A daemon refuses a file without an AS, and is of no use without links. Those
 * that are known first are not all: the file would become less for a moment.
 */
static void write_topology(struct snt_timer *timer)
{
	struct snt_serving *serving =
		snt_container_of(timer, struct snt_serving, settle);
	struct snt_topology topology = {
		.links = &serving->links,
		.mtu = scion_mtu(serving),
		.router = &serving->conf->facade,
		.control = &serving->conf->listen,
	};

	if (!serving->conf->topology || !serving->is_complete ||
	    !serving->links.nr || !topology.mtu)
		return;
	if (snt_topology_file_put(&serving->topology,
				  snt_topology_text(&topology)))
		snt_loop_set(serving->loop, &serving->settle,
			     snt_loop_now() + backoff.longest_ms);
}

static void ask_again(struct snt_serving *serving)
{
	uint32_t chance = 0, delay = AGAIN_MS;

	if (getrandom(&chance, sizeof(chance), 0) < 0)
		chance = 0;
	if (serving->links.nr && serving->has_answer) {
		serving->is_complete = true;
		settle_soon(serving);
		serving->failures = 0;
		*serving->error = '\0';
	} else {
		delay = snt_backoff_delay(&backoff, ++serving->failures,
					  chance);
	}
	snt_loop_set(serving->loop, &serving->timer, snt_loop_now() + delay);
}

static void ask_for_segments(struct snt_serving *serving);

static void take_segments(struct snt_paths_client *client, enum snt_code code,
			  const char *why, struct snt_blob *blob)
{
	struct snt_serving *serving =
		snt_container_of(client, struct snt_serving, segments);

	(void)blob;
	serving->has_answer |= code == SNT_CODE_OK;
	if (serving->nr_asked <= serving->conf->nr_destinations) {
		ask_for_segments(serving);
		return;
	}
	if (!serving->links.nr && code == SNT_CODE_OK)
		fail(serving, "the links of our AS: the endhost API knows no segment that ends here: give `Destinations' for a core AS");
	else if (!serving->links.nr || !serving->has_answer)
		fail(serving, "the links of our AS: %s", why);
	ask_again(serving);
}

/*
 * Those to the core of our ISD leave by all links that lead up. A core AS that
 * is alone there has none of those, but the user may know where it has some
 * to.
 */
static void ask_for_segments(struct snt_serving *serving)
{
	uint64_t isd_as = serving->links.isd_as;
	unsigned int nr = serving->nr_asked++;
	struct snt_ask ask = {
		.source = isd_as,
		.destination = nr ? serving->conf->destinations[nr - 1] :
				    snt_isd_as_any(snt_isd_of(isd_as)),
	};

	snt_paths_ask(&serving->paths, &serving->segments, SNT_ANSWER_FOUND,
		      &ask);
}

static void take_underlays(struct snt_control_client *client,
			   struct snt_control_answer *a)
{
	struct snt_serving *serving =
		snt_container_of(client, struct snt_serving, underlays);
	struct snt_links *links = &serving->links;

	serving->has_answer = a->outcome == SNT_OUTCOME_GOOD;
	if (serving->has_answer &&
	    snt_links_take_underlays(links, a->body, a->len))
		settle_soon(serving);
	serving->nr_asked = 0;
	if (links->isd_as && !links->is_unsure) {
		ask_for_segments(serving);
		return;
	}
	if (links->is_unsure)
		fail(serving, "the endhost API knows several ASes: give `IsdAs'");
	else
		fail(serving, "our AS: %s", serving->has_answer ?
		     "the endhost API does not name it: give `IsdAs'" : a->error);
	serving->has_answer = false;
	ask_again(serving);
}

/* Where the device is registered, its endhost API is asked with its token. */
static const char *fill_in_address(void *owner,
				   struct snt_http_request *request,
				   struct snt_http_way *way)
{
	const struct snt_serving *serving = owner;
	const struct snt_plane *plane = serving->device->registered;
	const char *url = plane ? snt_plane_endhost(plane) : NULL;

	if (!url)
		return "the device is not registered";
	request->url = url;
	request->token = plane->source->text;
	*way = plane->conf->way;
	return NULL;
}

static void learn(void *owner, enum snt_segment_type type,
		  const struct snt_segment *segment)
{
	struct snt_serving *serving = owner;

	if (snt_links_take_segment(&serving->links, type, segment))
		settle_soon(serving);
}

static void ask(struct snt_serving *serving)
{
	struct snt_http_request request = { 0 };
	struct snt_http_way way;

	if (serving->underlays.call || serving->segments.query ||
	    fill_in_address(serving, &request, &way))
		return;
	snt_control_call(serving->paths.http, &way, SNT_METHOD_AS, &request,
			 &serving->underlays);
}

static void ask_in_time(struct snt_timer *timer)
{
	ask(snt_container_of(timer, struct snt_serving, timer));
}

static void read_mtu(struct snt_serving *serving)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq request = { 0 };

	strcpy(request.ifr_name, serving->device->conf->name);
	serving->mtu = fd >= 0 && !ioctl(fd, SIOCGIFMTU, &request) ?
		       request.ifr_mtu : 0;
	if (fd >= 0)
		close(fd);
}

static void settle_server(struct snt_serving *serving)
{
	snt_loop_set(serving->loop, &serving->retry,
		     snt_server_settle(&serving->server) ? UINT64_MAX :
		     snt_loop_now() + LISTEN_MS);
}

static void listen_in_time(struct snt_timer *timer)
{
	settle_server(snt_container_of(timer, struct snt_serving, retry));
}

/**
 * snt_serving_take - the device is registered, anew or elsewhere
 * @serving: of the device
 */
void snt_serving_take(struct snt_serving *serving)
{
	ask(serving);
}

/**
 * snt_serving_check_network - interfaces or addresses of this host have changed
 * @serving: may offer other things now
 */
void snt_serving_check_network(struct snt_serving *serving)
{
	uint32_t before = serving->mtu;

	settle_server(serving);
	read_mtu(serving);
	if (serving->mtu != before)
		settle_soon(serving);
}

/**
 * snt_serving_is_wanted - does a device offer anything?
 * @conf: its section
 *
 * Return: whether applications are to be answered.
 */
bool snt_serving_is_wanted(const struct snt_device_conf *conf)
{
	return conf->serve.listen.sa.sa_family;
}

/**
 * snt_serving_init - offer what a section says
 * @serving: filled
 * @device: for whose applications; stays
 * @http: for requests; stays
 */
void snt_serving_init(struct snt_serving *serving,
		      const struct snt_device *device, struct snt_http *http)
{
	*serving = (struct snt_serving){
		.device = device,
		.conf = &device->conf->serve,
		.loop = device->loop,
		.underlays.done = take_underlays,
		.segments.done = take_segments,
		.timer.expired = ask_in_time,
		.settle.expired = write_topology,
		.retry.expired = listen_in_time,
	};
	snt_links_init(&serving->links, serving->conf->isd_as);
	snt_paths_init(&serving->paths, http);
	serving->paths.owner = serving;
	serving->paths.address = fill_in_address;
	serving->paths.seen = learn;
	snt_rpc_init(&serving->service, &serving->paths, &serving->links);
	snt_text_sockaddr(serving->service.router, &serving->conf->facade);
	snt_quota_init(&serving->service.quota, CALLS_RATE, CALLS_BURST,
		       snt_loop_now());
	snt_server_init(&serving->server, serving->loop, &serving->service.service,
			&serving->conf->listen, device->conf->name);
	snt_topology_file_init(&serving->topology, serving->loop,
			       serving->conf);
	read_mtu(serving);
	settle_server(serving);
}

/**
 * snt_serving_uninit - offer nothing any more
 * @serving: from snt_serving_init()
 */
void snt_serving_uninit(struct snt_serving *serving)
{
	snt_loop_unset(serving->loop, &serving->timer);
	snt_loop_unset(serving->loop, &serving->settle);
	snt_loop_unset(serving->loop, &serving->retry);
	snt_server_uninit(&serving->server);
	snt_control_cancel(&serving->underlays);
	snt_paths_leave(&serving->segments);
	snt_paths_uninit(&serving->paths);
	snt_topology_file_uninit(&serving->topology);
}
