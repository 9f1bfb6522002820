/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The netlink family "snaptun" as functions over the model.
 */
#ifndef _SNT_NL_H
#define _SNT_NL_H

#include <libmnl/libmnl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fields.h"
#include "model.h"
#include "names.h"

#define SNT_NL_ERROR_LEN	512
/* more than the 32 KiB that the kernel puts into one part of a dump */
#define SNT_NL_RX_SIZE		65536

/**
 * struct snt_nl - one socket
 * @sk: the socket
 * @family: number of the family
 * @seq: of the last request
 * @config_group: number of the group for changes of configuration
 * @peer_group: number of the group for events of peers
 * @keylog_group: number of the group for keys of sessions
 * @rx: buffer for what is received
 * @warn: told what the kernel says to a success, one line without its end; or
 *	NULL
 * @error: what failed last, one line without its end
 */
struct snt_nl {
	struct mnl_socket *sk;
	uint16_t family;
	uint32_t seq;
	uint32_t config_group;
	uint32_t peer_group;
	uint32_t keylog_group;
	char *rx;
	void (*warn)(const char *text);
	char error[SNT_NL_ERROR_LEN];
};

/**
 * struct snt_nl_batch - requests that are sent together
 * @nl: the socket
 * @cb: called for each answer that is more than a status; or NULL
 * @arg: for @cb
 * @buf: the requests; NULL before the first
 * @used: bytes of them
 * @last: the last one
 * @ret: first error of any request
 */
struct snt_nl_batch {
	struct snt_nl *nl;
	mnl_cb_t cb;
	void *arg;
	char *buf;
	size_t used;
	struct nlmsghdr *last;
	int ret;
};

/**
 * struct snt_devs - devices with their peers
 * @dev: each to be freed with snt_model_destroy()
 * @nr: how many
 * @max: how many @dev has room for
 */
struct snt_devs {
	struct snt_dev **dev;
	size_t nr;
	size_t max;
};

/**
 * struct snt_drops - drop counters of one device
 * @name: of the link
 * @count: by enum snaptun_drop_reason; the table grows with the kernel
 * @nr: how many
 * @max: how many @count has room for
 */
struct snt_drops {
	char name[IFNAMSIZ];
	uint64_t *count;
	size_t nr;
	size_t max;
};

/**
 * struct snt_event - one notification
 * @cmd: SNAPTUN_CMD_*_NTF
 * @kind: what it is about
 * @peer: what is known of the peer, gateway or tunnel that it is about
 * @dev: what is known of the device; only its names if it is about another
 * @event: enum snaptun_peer_event, for peer-event-ntf and tunnel-event-ntf
 * @seq: number by device and group
 */
struct snt_event {
	uint8_t cmd;
	const struct snt_kind *kind;
	struct snt_peer peer;
	struct snt_dev dev;
	uint32_t event;
	uint32_t seq;
};

/* nl.c: the socket */
int snt_nl_open(struct snt_nl *nl);
void snt_nl_close(struct snt_nl *nl);
int snt_nl_join(struct snt_nl *nl, uint32_t group);
int snt_nl_ask(struct snt_nl *nl, struct nlmsghdr *nlh, mnl_cb_t cb, void *arg);
struct nlmsghdr *snt_nl_prepare(struct snt_nl *nl, char *buf, uint8_t cmd,
				uint16_t flags);

/* nl_batch.c: many requests at once */
struct nlmsghdr *snt_nl_batch_begin(struct snt_nl_batch *batch, uint8_t cmd);
void snt_nl_batch_end(struct snt_nl_batch *batch, struct nlmsghdr *nlh);
int snt_nl_batch_flush(struct snt_nl_batch *batch);

/* nl_error.c: what the kernel refuses, or warns of */
void snt_nl_describe(struct snt_nl *nl, const struct nlmsghdr *reply,
		     const struct nlmsghdr *request);
void snt_nl_warn(struct snt_nl *nl, const struct nlmsghdr *reply,
		 const struct nlmsghdr *request);

/* nl_parse.c: from attributes to the model */
int snt_nl_parse_dev(const struct nlmsghdr *nlh, struct snt_dev *dev,
		     uint32_t *seq);
int snt_nl_parse_peer(const struct nlmsghdr *nlh, const struct snt_kind *kind,
		      struct snt_peer *peer, struct snt_event *event);

/* nl_get.c: reading */
int snt_nl_get_names(struct snt_nl *nl, struct snt_devs *devs);
int snt_nl_get_dev(struct snt_nl *nl, const char *ifname,
		   struct snt_dev **dev);
int snt_nl_get_drops(struct snt_nl *nl, const char *ifname,
		     struct snt_drops **drops, size_t *nr);
int snt_nl_add_tunnel_cb(const struct nlmsghdr *nlh, void *arg);
void snt_nl_free_devs(struct snt_devs *devs);
int snt_nl_parse_event(const struct nlmsghdr *nlh, struct snt_event *event);

/* nl_set.c: changing */
void snt_nl_put_link(struct nlmsghdr *nlh, const char *name, uint32_t role);
int snt_nl_apply(struct snt_nl *nl, const struct snt_dev *dev,
		 struct snt_dev *made);

#endif
