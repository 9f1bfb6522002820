/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * "up" and "down": a link with all that belongs to it.
 */
#ifndef _QUICK_H
#define _QUICK_H

#include "conf.h"

/**
 * struct quick - a file and the interface that it describes
 * @conf: what the file says
 * @path: the file, absolute; freed with free()
 * @ifname: the interface
 */
struct quick {
	struct snt_conf conf;
	char *path;
	char ifname[IFNAMSIZ];
};

/* quick.c */
int quick_init(struct quick *quick, const char *what);
void quick_uninit(struct quick *quick);
int quick_run_hooks(const struct quick *quick, enum snt_hook hook);
int quick_require_snaptun(const struct quick *quick);

/* quick_save.c */
int quick_save(const struct quick *quick);

/* quick_dns.c */
int quick_set_dns(const struct quick *quick);
int quick_unset_dns(const struct quick *quick);

/* quick_route.c */
int quick_add_routes(const struct quick *quick);
int quick_remove_rules(const struct quick *quick);

#endif
