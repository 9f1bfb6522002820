/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What applications are offered, as JSON.
 */
#ifndef _SNT_SERVE_JSON_H
#define _SNT_SERVE_JSON_H

#include "json.h"
#include "serving.h"

void snt_serve_json(struct snt_json *json, const struct snt_serving *serving);

#endif
