/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How an agent is, for people and scripts.
 */
#ifndef _SNT_AGENT_JSON_H
#define _SNT_AGENT_JSON_H

#include <stdio.h>

#include "keeper.h"
#include "serve.h"

void snt_agent_json(FILE *out, const struct snt_keeper *keeper,
		    const struct snt_serve *serve);

#endif
