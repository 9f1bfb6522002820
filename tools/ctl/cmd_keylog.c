// SPDX-License-Identifier: GPL-2.0-only
/*
 * keylog: keys of sessions as they begin, for those who look into captures. The
 * kernel tells them only if the device was told to.
 */
#include "ctl.h"

#include <inttypes.h>
#include <linux/genetlink.h>
#include <linux/snaptun.h>
#include <stdlib.h>
#include <string.h>

#include "key.h"
#include "listen.h"
#include "model.h"

static bool is_secret(const struct nlattr *attr)
{
	return attr && mnl_attr_get_payload_len(attr) == SNT_KEY_LEN;
}

static void print_secret(const struct nlattr *attr)
{
	char text[SNT_KEY_TEXT];

	snt_key_to_text(text, mnl_attr_get_payload(attr));
	printf(" %s", text);
	explicit_bzero(text, sizeof(text));
}

static void print_session(struct nlattr *const *attrs)
{
	if (!attrs[SNAPTUN_A_SESSION_INDEX] ||
	    !attrs[SNAPTUN_A_SESSION_REMOTE_INDEX] ||
	    !is_secret(attrs[SNAPTUN_A_SESSION_RECEIVE_KEY]) ||
	    !is_secret(attrs[SNAPTUN_A_SESSION_SEND_KEY]) ||
	    !is_secret(attrs[SNAPTUN_A_SESSION_RESPONSE_KEY]))
		return;
	printf("SNAPTUN_SESSION %08" PRIx32 " %08" PRIx32,
	       mnl_attr_get_u32(attrs[SNAPTUN_A_SESSION_INDEX]),
	       mnl_attr_get_u32(attrs[SNAPTUN_A_SESSION_REMOTE_INDEX]));
	print_secret(attrs[SNAPTUN_A_SESSION_RECEIVE_KEY]);
	print_secret(attrs[SNAPTUN_A_SESSION_SEND_KEY]);
	print_secret(attrs[SNAPTUN_A_SESSION_RESPONSE_KEY]);
	putchar('\n');
}

static int attr_cb(const struct nlattr *attr, void *arg)
{
	struct nlattr const **attrs = arg;
	uint16_t type = mnl_attr_get_type(attr);

	if (type <= SNAPTUN_A_SESSION_MAX)
		attrs[type] = attr;
	return MNL_CB_OK;
}

static int session_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	struct nlattr *attrs[SNAPTUN_A_SESSION_MAX + 1] = { 0 };
	const uint32_t *ifindex = arg;

	if (genl->cmd != SNAPTUN_CMD_SESSION_NTF)
		return MNL_CB_OK;
	mnl_attr_parse(nlh, GENL_HDRLEN, attr_cb, attrs);
	if (attrs[SNAPTUN_A_SESSION_IFINDEX] &&
	    mnl_attr_get_u32(attrs[SNAPTUN_A_SESSION_IFINDEX]) == *ifindex)
		print_session(attrs);
	return MNL_CB_OK;
}

static int require_switched_on(struct snt_nl *nl, const char *ifname,
			       uint32_t *ifindex)
{
	struct snt_dev *dev;
	bool is_on;

	if (snt_nl_get_dev(nl, ifname, &dev))
		return ctl_fail("Unable to access interface %s: %s", ifname,
				nl->error);
	is_on = dev->keylog == SNAPTUN_KEYLOG_ON;
	*ifindex = dev->ifindex;
	snt_model_destroy(dev);
	if (is_on)
		return 0;
	return ctl_fail("%s tells no keys: `snaptun-ctl set %s keylog on' lets everybody listen who may configure it",
			ifname, ifname);
}

/* Who sees it need not wait any more before making a session. */
static int say_what_comes(void)
{
	puts("# SNAPTUN_SESSION INDEX REMOTE-INDEX RECEIVE-KEY SEND-KEY RESPONSE-KEY");
	return fflush(stdout) ? 1 : 0;
}

int cmd_keylog(int argc, char **argv)
{
	struct listening listening = {
		.cb = session_cb,
		.lost = "keys of sessions were lost: they came faster than they were read",
	};
	sigset_t while_waiting;
	uint32_t ifindex = 0;
	struct snt_nl nl;
	int status;

	if (argc != 2)
		return CTL_USAGE;
	listening.arg = &ifindex;
	listen_catch_signals(&while_waiting);
	status = ctl_open(&nl);
	if (!status)
		status = require_switched_on(&nl, argv[1], &ifindex);
	if (!status && snt_nl_join(&nl, nl.keylog_group))
		status = ctl_fail("%s", nl.error);
	if (!status)
		status = say_what_comes();
	if (!status)
		status = listen_run(&nl, &while_waiting, &listening);
	snt_nl_close(&nl);
	return status;
}
