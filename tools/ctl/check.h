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

/* cmd_check.c */
void __attribute__((format(printf, 5, 6)))
check_report(struct check *check, enum check_result result,
	     enum check_status status, const char *topic,
	     const char *format, ...);

/* check_module.c */
void check_explain_module(struct check *check);

/* check_dev.c */
void check_dev(struct check *check, const struct snt_dev *dev);
void check_drops(struct check *check, const struct snt_drops *drops);

#endif
