// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files of wg-quick that become files of "up".
 */
#include <errno.h>
#include <kunit/test.h>
#include <linux/snaptun.h>
#include <stdio.h>
#include <stdlib.h>

#include "conf_import.h"

#define INTERFACE	"[Interface]\n"
#define TAKEN		INTERFACE "Wire = wireguard\n"

static char *take(struct snt_import *import, const char *text, int *ret)
{
	struct snt_conf_error error;
	char *fresh = NULL;
	size_t len;
	FILE *out = open_memstream(&fresh, &len);

	*ret = snt_import_conf(import, out, text, strlen(text), &error);
	fclose(out);
	return fresh;
}

static void expect_taken(struct kunit *test, const char *text,
			 const char *fresh)
{
	struct snt_import import = { 0 };
	int ret;
	char *seen = take(&import, text, &ret);

	KUNIT_EXPECT_EQ(test, ret, 0);
	KUNIT_EXPECT_TRUE_MSG(test, !strcmp(seen, fresh), "%s", seen);
	free(seen);
	snt_import_uninit(&import);
}

/* A command that stays as it is, with as many notes */
static void expect_left(struct kunit *test, const char *command, size_t notes)
{
	struct snt_import import = { .old_name = "wg0" };
	char text[256], fresh[256];
	char *seen;
	int ret;

	snprintf(text, sizeof(text), INTERFACE "PostUp = %s\n", command);
	snprintf(fresh, sizeof(fresh), TAKEN "PostUp = %s\n", command);
	seen = take(&import, text, &ret);
	KUNIT_EXPECT_EQ(test, ret, 0);
	KUNIT_EXPECT_TRUE_MSG(test, !strcmp(seen, fresh), "%s", seen);
	KUNIT_EXPECT_EQ_MSG(test, import.notes.nr, notes, "%s", command);
	KUNIT_EXPECT_EQ(test, import.changes.nr, 1);
	free(seen);
	snt_import_uninit(&import);
}

static void lines_stay_as_they_are(struct kunit *test)
{
	expect_taken(test,
		     "# office\n\n  [ interface ] # here\r\nMTU=1400\n[Interface]\n",
		     "# office\n\n  [ interface ] # here\r\nWire = wireguard\nMTU=1400\n[Interface]\n");
	expect_taken(test, INTERFACE "Wire = WireGuard\nDNS = wg, ::1",
		     INTERFACE "Wire = WireGuard\nDNS = wg, ::1\n");
}

static void commands_are_rewritten(struct kunit *test)
{
	expect_taken(test,
		     INTERFACE "PostUp=wg set %i fwmark 5;wg showconf %i # wg set\n",
		     TAKEN "PostUp=snaptun-ctl set %i fwmark 5;snaptun-ctl showconf %i # wg set\n");
	expect_taken(test,
		     INTERFACE " post up = a && /usr/bin/wg syncconf %i <(wg-quick strip %i)\n",
		     TAKEN " post up = a && snaptun-ctl syncconf %i <(snaptun-ctl strip %i)\n");
	expect_taken(test,
		     INTERFACE "PreDown = sh -c 'wg  set x'; systemctl stop wg-quick@x.service\n",
		     TAKEN "PreDown = sh -c 'snaptun-ctl  set x'; systemctl stop snaptun@x.service\n");
	expect_taken(test, INTERFACE "PreUp = ip link add x type wireguard\n",
		     TAKEN "PreUp = ip link add x type snaptun\n");
}

static void what_is_unclear_is_left(struct kunit *test)
{
	expect_left(test, "ping -I wg 10.0.0.1", 1);
	expect_left(test, "wg", 1);
	expect_left(test, "wg-quick", 1);
	expect_left(test, "modprobe wireguard", 1);
	expect_left(test, "cp /etc/wireguard/a.conf /tmp", 1);
	expect_left(test, "iptables -A FORWARD -i wg0 -j ACCEPT", 1);
	expect_left(test, "cat /etc/wireguard/key; ip route show dev wg01", 0);
	expect_left(test, "echo x/wg set; ./wg set; mywg set", 0);
	expect_left(test, "ip link set dev %i group 5", 0);
}

static void expect_refused(struct kunit *test, const char *text)
{
	struct snt_import import = { 0 };
	int ret;

	free(take(&import, text, &ret));
	KUNIT_EXPECT_EQ_MSG(test, ret, -EINVAL, "%s", text);
	snt_import_uninit(&import);
}

static void what_is_not_of_wg_quick_is_refused(struct kunit *test)
{
	expect_refused(test, INTERFACE "Role = client\n");
	expect_refused(test, INTERFACE "Wire = snap\n");
	expect_refused(test, INTERFACE "Jc = 4\n");
	expect_refused(test, "[Peer]\nPublicKey = xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=\n");
	expect_refused(test, "");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(lines_stay_as_they_are),
	KUNIT_CASE(commands_are_rewritten),
	KUNIT_CASE(what_is_unclear_is_left),
	KUNIT_CASE(what_is_not_of_wg_quick_is_refused),
	{ }
};

static struct kunit_suite suite = {
	.name = "ctl_import",
	.test_cases = cases,
};

kunit_test_suite(suite);
