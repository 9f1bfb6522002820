/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What ip and its plugins know of each other. There is no header for it: the
 * declarations agree with those inside ip, which have been the same since 2018.
 */
#ifndef _SNAPTUN_IPLINK_IP_H
#define _SNAPTUN_IPLINK_IP_H

#include <stdio.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

struct link_util {
	struct link_util *next;
	const char *id;
	int maxattr;
	int (*parse_opt)(struct link_util *lu, int argc, char **argv,
			 struct nlmsghdr *n);
	void (*print_opt)(struct link_util *lu, FILE *f, struct rtattr *tb[]);
	void (*print_xstats)(struct link_util *lu, FILE *f,
			     struct rtattr *xstats);
	void (*print_help)(struct link_util *lu, int argc, char **argv,
			   FILE *f);
	int (*parse_ifla_xstats)(struct link_util *lu, int argc, char **argv);
	int (*print_ifla_xstats)(struct nlmsghdr *n, void *arg);
};

/* Of ip's libnetlink.h; a plugin is given a message of so many bytes. */
#define IP_LINK_REQUEST_LEN	1024

int addattr_l(struct nlmsghdr *n, int maxlen, int type, const void *data,
	      int alen);

/* Of ip's json_print.h and color.h */
#define PRINT_ANY	4
#define COLOR_NONE	6

int print_color_string(int type, int color, const char *key, const char *fmt,
		       const char *value);
int print_color_uint(int type, int color, const char *key, const char *fmt,
		     unsigned int value);

extern struct link_util snaptun_link_util;

#endif /* _SNAPTUN_IPLINK_IP_H */
