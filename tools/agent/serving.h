/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a device offers to SCION applications that know nothing of it.
 */
#ifndef _SNT_SERVING_H
#define _SNT_SERVING_H

#include "device.h"
#include "links.h"
#include "rpc.h"
#include "server.h"
#include "topology_file.h"

/**
 * struct snt_serving - one device that applications use
 * @device: the device
 * @conf: what it offers
 * @loop: what it runs on
 * @links: of our AS
 * @paths: what is known of paths
 * @service: answers with both
 * @server: where
 * @retry: when to try again to listen there
 * @underlays: asks for the links
 * @segments: asks for segments, for more links
 * @nr_asked: how often it did since @underlays
 * @has_answer: one of them was answered since the last question
 * @is_complete: all was asked once, and something was answered
 * @timer: when to ask again
 * @settle: when to write what there is
 * @failures: in a row
 * @mtu: of the interface, 0 when there is none
 * @topology: the file
 * @error: why the links are not known, one line; empty when they are
 */
struct snt_serving {
	const struct snt_device *device;
	const struct snt_serve_conf *conf;
	struct snt_loop *loop;
	struct snt_links links;
	struct snt_paths paths;
	struct snt_rpc_service service;
	struct snt_server server;
	struct snt_timer retry;
	struct snt_control_client underlays;
	struct snt_paths_client segments;
	unsigned int nr_asked;
	bool has_answer;
	bool is_complete;
	struct snt_timer timer;
	struct snt_timer settle;
	unsigned int failures;
	uint32_t mtu;
	struct snt_topology_file topology;
	char error[SNT_CONTROL_ERROR + 40];
};

void snt_serving_init(struct snt_serving *serving,
		      const struct snt_device *device, struct snt_http *http);
void snt_serving_uninit(struct snt_serving *serving);
void snt_serving_take(struct snt_serving *serving);
void snt_serving_check_network(struct snt_serving *serving);
bool snt_serving_is_wanted(const struct snt_device_conf *conf);

#endif
