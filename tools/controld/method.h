/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What clients of a SNAP ask for.
 */
#ifndef _SNT_METHOD_H
#define _SNT_METHOD_H

#include "call.h"

void snt_method_take(struct snt_call *call);

#endif
