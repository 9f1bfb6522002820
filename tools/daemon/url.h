/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The URLs of control planes.
 */
#ifndef _SNT_URL_H
#define _SNT_URL_H

#include <stdbool.h>

const char *snt_url_complain(const char *url, bool allows_plain);
char *snt_url_join(const char *base, const char *path);
char *snt_url_complete(const char *text, const char *base);

#endif
