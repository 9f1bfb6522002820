// SPDX-License-Identifier: GPL-2.0-only
/*
 * Errors, options and the socket, alike for all subcommands.
 */
#include "ctl.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

static void say(const char *prefix, const char *format, va_list args)
{
	fflush(stdout);
	fprintf(stderr, CTL_NAME ": %s", prefix);
	vfprintf(stderr, format, args);
	putc('\n', stderr);
}

/**
 * ctl_fail - say what is wrong
 * @format: one line without its end
 *
 * Return: the exit status 1.
 */
int ctl_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("", format, args);
	va_end(args);
	return 1;
}

/**
 * ctl_warn - say what may not be meant
 * @format: one line without its end
 */
void ctl_warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say("Warning: ", format, args);
	va_end(args);
}

static void warn_of(const char *text)
{
	ctl_warn("%s", text);
}

/**
 * ctl_read_key - read a public key that was typed
 * @word: in base64
 * @key: set
 *
 * Return: 0, or the exit status after saying what is wrong.
 */
int ctl_read_key(const char *word, uint8_t key[SNT_KEY_LEN])
{
	if (!snt_key_from_text(key, word, strlen(word)))
		return 0;
	return ctl_fail("`%s' is not a key in base64", word);
}

/**
 * ctl_take_option - find an option wherever it stands, and take it out
 * @argc: number of arguments; updated
 * @argv: arguments; the first is the subcommand
 * @option: such as "--json"
 *
 * Return: whether it was there.
 */
bool ctl_take_option(int *argc, char **argv, const char *option)
{
	bool found = false;
	int i, kept = 1;

	for (i = 1; i < *argc; i++) {
		if (!strcmp(argv[i], option))
			found = true;
		else
			argv[kept++] = argv[i];
	}
	argv[kept] = NULL;
	*argc = kept;
	return found;
}

/**
 * ctl_open - open the socket to the kernel module
 * @nl: the socket; to be closed with snt_nl_close() also on failure
 *
 * Return: 0, or the exit status after saying what is wrong.
 */
int ctl_open(struct snt_nl *nl)
{
	if (snt_nl_open(nl))
		return ctl_fail("%s", nl->error);
	nl->warn = warn_of;
	return 0;
}

/**
 * ctl_get_dev - read a device with its peers
 * @nl: the socket
 * @ifname: the interface
 * @dev: the device, to be freed with snt_model_destroy(); NULL on failure
 *
 * Return: 0, or the exit status after saying what the kernel refused.
 */
int ctl_get_dev(struct snt_nl *nl, const char *ifname, struct snt_dev **dev)
{
	if (snt_nl_get_dev(nl, ifname, dev))
		return ctl_fail("Unable to access interface %s: %s", ifname,
				nl->error);
	return 0;
}

/**
 * ctl_read_dev - read what is configured of a device, with its peers, and
 * nothing else
 * @ifname: the interface
 * @dev: the device, to be freed with snt_model_destroy(); NULL on failure
 *
 * Return: 0, or the exit status after saying what is wrong.
 */
int ctl_read_dev(const char *ifname, struct snt_dev **dev)
{
	struct snt_nl nl;
	int status;

	*dev = NULL;
	status = ctl_open(&nl);
	if (!status)
		status = ctl_get_dev(&nl, ifname, dev);
	if (!status)
		snt_model_remove_made(*dev);
	snt_nl_close(&nl);
	return status;
}

/**
 * ctl_check_role - is the interface of the role that is asked for?
 * @nl: the socket
 * @want: the interface and its role, if it has one
 *
 * Return: 0, or the exit status after saying what to do.
 */
int ctl_check_role(struct snt_nl *nl, const struct snt_dev *want)
{
	struct snt_dev *have;
	int status;

	if (!(want->flags & SNT_DEV_HAS_ROLE))
		return 0;
	status = ctl_get_dev(nl, want->name, &have);
	if (!status && have->role != want->role)
		status = ctl_fail("the role of %s is %s, and never changes: make it anew with `ip link add %s type snaptun role %s'",
				  want->name, SNT_NAME(role, have->role),
				  want->name, SNT_NAME(role, want->role));
	snt_model_destroy(have);
	return status;
}

/**
 * ctl_apply - carry out a change
 * @nl: the socket
 * @dev: the change
 *
 * Return: 0, or the exit status after saying what the kernel refused.
 */
int ctl_apply(struct snt_nl *nl, const struct snt_dev *dev)
{
	if (snt_nl_apply(nl, dev, NULL))
		return ctl_fail("Unable to modify interface %s: %s", dev->name,
				nl->error);
	return 0;
}

/**
 * ctl_finish - see that all output has arrived
 * @status: exit status so far
 *
 * Return: @status, or 1 when standard output could not be written.
 */
int ctl_finish(int status)
{
	if (fflush(stdout) || ferror(stdout))
		return ctl_fail("standard output: %s", strerror(errno));
	return status;
}
