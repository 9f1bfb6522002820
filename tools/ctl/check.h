/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Findings of "check".
 */
#ifndef _CHECK_H
#define _CHECK_H

#include <stdbool.h>

#include "json.h"
#include "model.h"
#include "nl.h"
#include "route.h"

/* Exit status: what has to be mended first. */
enum check_status {
	CHECK_OK = 0,
	CHECK_ERROR = 1,	/* check itself did not work */
	CHECK_MODULE = 2,
	CHECK_CONFIG = 3,
	CHECK_CLOCK = 4,
	CHECK_ROUTE = 5,
	CHECK_MTU = 6,
	CHECK_HANDSHAKE = 7,
};

enum check_result {
	CHECK_FINE,
	CHECK_NOTE,	/* worth knowing, no fault */
	CHECK_FAULT,
};

/**
 * struct check - one run
 * @json: as JSON, into @doc
 * @doc: the document
 * @status: the lowest status of all faults, CHECK_OK so far
 */
struct check {
	bool json;
	struct snt_json doc;
	enum check_status status;
};

/* Room for " 12 s ago". */
#define CHECK_SINCE	32

/* Room for "peer KEY (LABEL)". */
#define CHECK_WHO	(SNT_KEY_LEN * 2 + SNT_LABEL_LEN)

/**
 * struct check_answer - what was heard of one peer's endpoint
 * @public_key: of the peer
 * @fd: a socket that is connected to the endpoint
 * @err: a positive errno, or 0 while nothing was heard
 * @by: who sent the error, when it is known
 */
struct check_answer {
	uint8_t public_key[SNT_KEY_LEN];
	int fd;
	int err;
	union snt_sockaddr by;
};

/* Most endpoints that are asked at a time. */
#define CHECK_ANSWERS	64

/**
 * struct check_probe - what the network said when it was asked
 * @answers: by peers that have a handshake under way, and no answer
 * @nr: how many
 * @is_port_closed: a datagram to the own port does not arrive
 */
struct check_probe {
	struct check_answer answers[CHECK_ANSWERS];
	size_t nr;
	bool is_port_closed;
};

/**
 * struct check_subject - what is being looked at
 * @check: the run
 * @dev: the device
 * @link: its link
 * @probe: what the network said
 * @has_filter: there is a packet filter on what comes in
 * @nr_fine: peers without a finding
 */
struct check_subject {
	struct check *check;
	const struct snt_dev *dev;
	struct link link;
	const struct check_probe *probe;
	bool has_filter;
	size_t nr_fine;
};

/* check.c */
void __attribute__((format(printf, 5, 6)))
check_report(struct check *check, enum check_result result,
	     enum check_status status, const char *topic,
	     const char *format, ...);

/* check_module.c */
bool check_explain_module(struct check *check);

/* check_dev.c */
void check_dev(struct check *check, const struct snt_dev *dev,
	       const struct check_probe *probe);

/* check_peer.c; of gateways too, and the errors of tunnels */
bool check_way(struct check_subject *subject, const struct snt_peer *peer,
	       const char *who, bool *has_route);
bool check_report_answer(const struct check_subject *subject,
			 const struct snt_peer *peer, const char *who);
uint32_t check_present_error(const struct snt_peer *peer, bool has_route);
void check_report_error(const struct check_subject *subject,
			const struct snt_peer *peer, const char *who,
			uint32_t error);
const char *check_firewall(const struct check_subject *subject);
const char *check_since(char text[CHECK_SINCE], uint64_t then_ns);
const char *check_who(char who[CHECK_WHO], const struct snt_peer *peer);
void check_peer(struct check_subject *subject, const struct snt_peer *peer);

/* check_client.c */
void check_client(struct check_subject *subject);

/* check_facade.c */
bool check_makes_tunnels(const struct snt_dev *dev);
void check_facade(const struct check_subject *subject);

/* check_inner.c */
void check_inner(struct check_subject *subject);

/* check_probe.c */
bool check_is_waiting(const struct snt_peer *peer);
void check_ask(struct check_probe *probe, struct snt_nl *nl,
	       const struct snt_dev *dev);

/* check_drops.c */
void check_drops(struct check *check, const struct snt_drops *drops);

#endif
