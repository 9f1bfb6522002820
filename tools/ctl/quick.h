/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * "up", "reload" and "down": a link with all that belongs to it.
 */
#ifndef _QUICK_H
#define _QUICK_H

#include "conf.h"

#define QUICK_CONF_FOLDER	"/etc/snaptun"

/**
 * struct quick - a file and the interface that it describes
 * @conf: what the file says, or said when "up" or "reload" read it
 * @path: the file, absolute; freed with free()
 * @ifname: the interface
 * @ifindex: of the link that "up" made, 0 before
 * @table: of the default routes that "up" added, 0 for none
 * @has_dns: the resolver was told of @conf
 * @lock: keeps others from working on the interface; closed when 0 or more
 */
struct quick {
	struct snt_conf conf;
	char *path;
	char ifname[IFNAMSIZ];
	uint32_t ifindex;
	uint32_t table;
	bool has_dns;
	int lock;
};

/* quick.c */
int quick_find(struct quick *quick, const char *what);
int quick_read(struct quick *quick);
int quick_init(struct quick *quick, const char *what);
void quick_uninit(struct quick *quick);
int quick_run_hooks(const struct quick *quick, enum snt_hook hook);
int quick_set_mtu(const struct quick *quick, uint32_t mtu, bool up);
int quick_require_snaptun(const struct quick *quick);
int quick_clean_up(const struct quick *quick);

/* quick_state.c */
int quick_lock(struct quick *quick);
int quick_remember(const struct quick *quick);
int quick_recall(struct quick *quick, const char *ifname);
void quick_forget(const struct quick *quick);

/* quick_address.c */
int quick_add_addresses(const struct quick *quick);
int quick_change_addresses(const struct quick *have, const struct quick *want);

/* quick_write.c */
extern const char *const quick_hook_names[SNT_HOOK_NR];
void quick_write_gateway(FILE *out, const struct snt_dev *dev,
			 const struct snt_quick *conf);
void quick_write_rest(FILE *out, const struct snt_quick *conf);
void quick_write_list(FILE *out, const char *key, const struct snt_list *list);

/* quick_save.c */
int quick_save(const struct quick *quick);

/* quick_dns.c */
int quick_set_dns(struct quick *quick);
int quick_unset_dns(const struct quick *quick);
int quick_change_dns(struct quick *have, struct quick *want);

/* quick_facade.c */
bool quick_facade_prefix(const struct quick *quick, struct snt_prefix *prefix);
int quick_add_facade(const struct quick *quick);
int quick_change_facade(const struct quick *have, const struct quick *want);

/* quick_route.c */
int quick_add_routes(struct quick *quick);
int quick_change_routes(struct quick *have, struct quick *want);
bool quick_has_default(const struct quick *quick);

/* quick_rules.c */
int quick_choose_table(struct quick *quick);
int quick_add_default(const struct quick *quick, int family, const char *verb);
int quick_remove_default(const struct quick *quick, int family);
int quick_remove_rules(const struct quick *quick);

#endif
