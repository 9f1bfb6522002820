// SPDX-License-Identifier: GPL-2.0-only
/*
 * Addresses of the link.
 */
#include "quick.h"

#include <stdbool.h>
#include <string.h>

#include "exec.h"

static int run_ip(const struct quick *quick, const char *verb,
		  const char *address)
{
	return exec_run("ip", strchr(address, ':') ? "-6" : "-4", "address",
			verb, address, "dev", quick->ifname);
}

/*
 * Nobody else is on the link who could have the same address. The stack finds
 * out for IPv6 a while later, and no route may name the address until then.
 */
static int give(const struct quick *quick, const char *verb,
		const char *address)
{
	struct snt_prefix to;

	if (!strchr(address, ':') || !quick_facade_prefix(quick, &to))
		return run_ip(quick, verb, address);
	return exec_run("ip", "-6", "address", verb, address, "dev",
			quick->ifname, "nodad");
}

static bool has_address(const struct quick *quick, const char *address)
{
	const struct snt_list *list = &quick->conf.quick.addresses;
	size_t i;

	for (i = 0; i < list->nr; i++) {
		if (!strcmp(list->text[i], address))
			return true;
	}
	return false;
}

/**
 * quick_add_addresses - add all addresses to a new link
 * @quick: the file
 *
 * Return: 0, or an exit status.
 */
int quick_add_addresses(const struct quick *quick)
{
	const struct snt_list *list = &quick->conf.quick.addresses;
	int status = 0;
	size_t i;

	for (i = 0; i < list->nr && !status; i++)
		status = give(quick, "add", list->text[i]);
	return status;
}

static bool is_same(const struct quick *a, const struct quick *b)
{
	const struct snt_list *list = &a->conf.quick.addresses;
	size_t i;

	for (i = 0; i < list->nr; i++) {
		if (!has_address(b, list->text[i]))
			return false;
	}
	return list->nr == b->conf.quick.addresses.nr;
}

/**
 * quick_change_addresses - give a link the addresses of another file
 * @have: the file whose addresses it has
 * @want: the other file
 *
 * Addresses that came from elsewhere stay, and those that have gone already are
 * no error. With an address those of its network that came later may go, so
 * that all are brought back in the end.
 *
 * Return: 0, or an exit status.
 */
int quick_change_addresses(const struct quick *have, const struct quick *want)
{
	const struct snt_list *list = &have->conf.quick.addresses;
	int status = 0;
	size_t i;

	if (is_same(have, want))
		return 0;
	for (i = 0; i < list->nr; i++) {
		if (!has_address(want, list->text[i]))
			run_ip(want, "delete", list->text[i]);
	}
	list = &want->conf.quick.addresses;
	for (i = 0; i < list->nr && !status; i++)
		status = give(want, "replace", list->text[i]);
	return status;
}
