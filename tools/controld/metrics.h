/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A control plane in figures.
 */
#ifndef _SNT_METRICS_H
#define _SNT_METRICS_H

#include <stdio.h>

#include "clients.h"
#include "control.h"
#include "listener.h"
#include "tls.h"

/* What /metrics is written as. */
#define SNT_METRICS_TYPE \
	"application/openmetrics-text; version=1.0.0; charset=utf-8"

/**
 * struct snt_place - where a control plane is asked
 * @address: the address
 * @listener: listens there
 * @tls: who it is there, if it speaks TLS
 * @clients: who comes
 */
struct snt_place {
	char address[SNT_ADDR_TEXT];
	struct snt_listener listener;
	struct snt_tls tls;
	struct snt_clients *clients;
};

void snt_metrics_write(FILE *out, struct snt_control *control,
		       const struct snt_place *places, size_t nr);
void snt_metrics_write_json(FILE *out, struct snt_control *control,
			    const struct snt_place *places, size_t nr);

#endif
