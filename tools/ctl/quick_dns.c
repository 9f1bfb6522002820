// SPDX-License-Identifier: GPL-2.0-only
/*
 * DNS= by resolvconf(8), or by resolvectl(1) where there is only that.
 */
#include "quick.h"

#include <stdlib.h>
#include <string.h>

#include "ctl.h"
#include "exec.h"
#include "mem.h"

#define INTERFACE_ORDER	"/etc/resolvconf/interface-order"

/*
 * Debian's resolvconf orders its records by their names: one that begins like
 * a pattern of tunnels stands before those of plain links.
 */
static void name_record(const struct quick *quick, char *name, size_t size)
{
	FILE *file = fopen(INTERFACE_ORDER, "re");
	char line[64], prefix[64] = "";

	while (file && !*prefix && fgets(line, sizeof(line), file)) {
		size_t len = strcspn(line, "*\n");

		if (len && line[len] == '*' && line[len + 1] == '\n' &&
		    !strpbrk(line, "#?[ "))
			snprintf(prefix, sizeof(prefix), "%.*s.", (int)len,
				 line);
	}
	if (file)
		fclose(file);
	snprintf(name, size, "%s%s", prefix, quick->ifname);
}

static char *join(const struct snt_list *list, const char *before,
		  const char *after)
{
	char *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	for (i = 0; i < list->nr; i++)
		fprintf(out, "%s%s%s", before, list->text[i], after);
	fclose(out);
	return text;
}

static int set_by_resolvconf(const struct quick *quick)
{
	char *servers = join(&quick->conf.quick.dns, "nameserver ", "\n");
	char *domains = join(&quick->conf.quick.dns_search, " ", "");
	char *input, name[128];
	int status, len;

	len = asprintf(&input, "%s%s%s%s", servers, *domains ? "search" : "",
		       domains, *domains ? "\n" : "");
	name_record(quick, name, sizeof(name));
	status = exec_input(input, (size_t)len, "resolvconf", "-a", name, "-m",
			    "0", "-x");
	free(input);
	free(servers);
	free(domains);
	return status;
}

static int run_resolvectl(const struct quick *quick, const char *verb,
			  const char *first, const struct snt_list *list)
{
	const char **words = snt_mem_alloc((list->nr + 5) * sizeof(*words));
	size_t nr = 0, i;
	int status;

	words[nr++] = "resolvectl";
	words[nr++] = verb;
	words[nr++] = quick->ifname;
	if (first)
		words[nr++] = first;
	for (i = 0; i < list->nr; i++)
		words[nr++] = list->text[i];
	status = exec_run_words(words);
	free(words);
	return status;
}

/* "~." makes it the place for all names, as "resolvconf -x" does. */
static int set_by_resolvectl(const struct quick *quick)
{
	const struct snt_quick *conf = &quick->conf.quick;
	int status = 0;

	if (conf->dns.nr)
		status = run_resolvectl(quick, "dns", NULL, &conf->dns);
	if (!status)
		status = run_resolvectl(quick, "domain", "~.",
					&conf->dns_search);
	return status;
}

static bool has_dns(const struct quick *quick)
{
	return quick->conf.quick.dns.nr || quick->conf.quick.dns_search.nr;
}

static int tell(const struct quick *quick)
{
	if (exec_exists("resolvconf"))
		return set_by_resolvconf(quick);
	if (exec_exists("resolvectl"))
		return set_by_resolvectl(quick);
	return ctl_fail("DNS= needs resolvconf or resolvectl; install one of them or use PostUp=");
}

/**
 * quick_set_dns - make the resolver use what DNS= names
 * @quick: the file; remembers that
 *
 * Return: 0, or the exit status after saying what is wrong.
 */
int quick_set_dns(struct quick *quick)
{
	int status;

	if (!has_dns(quick))
		return 0;
	quick->has_dns = true;
	status = quick_remember(quick);
	return status ? status : tell(quick);
}

/**
 * quick_unset_dns - undo quick_set_dns()
 * @quick: the interface
 *
 * Return: 0 or an exit status; what resolvectl set goes with the link.
 */
int quick_unset_dns(const struct quick *quick)
{
	char name[128];

	/* of what was not remembered the file has to tell */
	if (!(quick->ifindex ? quick->has_dns : has_dns(quick)) ||
	    !exec_exists("resolvconf"))
		return 0;
	name_record(quick, name, sizeof(name));
	return exec_run("resolvconf", "-d", name, "-f");
}

static bool is_same_list(const struct snt_list *a, const struct snt_list *b)
{
	size_t i;

	for (i = 0; i < a->nr && i < b->nr; i++) {
		if (strcmp(a->text[i], b->text[i]))
			return false;
	}
	return a->nr == b->nr;
}

static bool has_same_dns(const struct quick *a, const struct quick *b)
{
	const struct snt_quick *x = &a->conf.quick, *y = &b->conf.quick;

	return is_same_list(&x->dns, &y->dns) &&
	       is_same_list(&x->dns_search, &y->dns_search);
}

/**
 * quick_change_dns - make the resolver use what another file names
 * @have: the file that it was told of; remembers what is told from now on
 * @want: the other file
 *
 * Return: 0, or the exit status after saying what is wrong.
 */
int quick_change_dns(struct quick *have, struct quick *want)
{
	int status;

	want->has_dns = has_dns(want);
	if (has_same_dns(have, want))
		return 0;
	if (!want->has_dns)
		return exec_exists("resolvconf") ? quick_unset_dns(have) :
		       exec_run("resolvectl", "revert", want->ifname);
	have->has_dns = true;
	status = quick_remember(have);
	return status ? status : tell(want);
}
