/* SPDX-License-Identifier: GPL-2.0-only */
/* What is said of an identity, as people write it. */
#ifndef _IDENTITY_SETTINGS_H
#define _IDENTITY_SETTINGS_H

struct nlmsghdr;

int identity_put_setting(struct nlmsghdr *nlh, const char *word,
			 const char *value);

#endif
