/* SPDX-License-Identifier: GPL-2.0-only */
/* Devices for tests, from the text of a file */
#ifndef _SNT_TESTS_CONF_TEXT_H
#define _SNT_TESTS_CONF_TEXT_H

#include <kunit/test.h>
#include <string.h>

#include "conf.h"

static inline struct snt_dev *read_dev(struct kunit *test, const char *text)
{
	struct snt_conf_error error;
	struct snt_conf conf;
	struct snt_dev *dev;

	KUNIT_EXPECT_EQ_MSG(test, snt_conf_parse(&conf, text, strlen(text),
						 false, &error), 0, "%s",
			    error.text);
	dev = conf.dev;
	conf.dev = NULL;
	snt_conf_uninit(&conf);
	return dev;
}

#endif /* _SNT_TESTS_CONF_TEXT_H */
