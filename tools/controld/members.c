// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rendezvous hashing: each gateway has a weight for each client, and the one
 * with the highest serves it. So whoever knows the same names chooses the same,
 * and when one comes or goes, only its own clients move.
 */
#include "members.h"

#include <errno.h>
#include <openssl/sha.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "conf_line.h"
#include "key.h"
#include "mem.h"
#include "url.h"

#define WORDS	4

/**
 * struct parser - a file that is being read
 * @reader: knows the line
 * @members: what has been read
 * @max: how many there is room for
 * @error: what is wrong
 */
struct parser {
	struct snt_line_reader reader;
	struct snt_members *members;
	size_t max;
	struct snt_conf_error *error;
};

static int __attribute__((format(printf, 2, 3)))
fail(struct parser *p, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(p->error->text, sizeof(p->error->text), format, args);
	va_end(args);
	p->error->line = p->reader.line;
	return -EINVAL;
}

static bool is_known(const struct snt_members *members, const char *name)
{
	size_t i;

	for (i = 0; i < members->nr; i++) {
		if (!strcmp(members->members[i].name, name))
			return true;
	}
	return false;
}

/**
 * snt_plane_addrs_add - take one more address
 * @addrs: where tunnels go
 * @text: address and port
 *
 * Return: 0 or -EINVAL, also for the second one of a family.
 */
int snt_plane_addrs_add(struct snt_plane_addrs *addrs, const char *text)
{
	union snt_sockaddr addr, *to;

	if (snt_address_parse(&addr, text) || !snt_address_is_of_a_host(&addr))
		return -EINVAL;
	to = addr.sa.sa_family == AF_INET ? &addrs->ipv4 : &addrs->ipv6;
	if (to->sa.sa_family)
		return -EINVAL;
	*to = addr;
	return 0;
}

static int read_addrs(struct parser *p, struct snt_plane_addrs *addrs,
		      char *text)
{
	char *left = text, *one;

	while ((one = strsep(&left, ","))) {
		if (snt_plane_addrs_add(addrs, one))
			return fail(p, "`%s' is not the address and port of one host, or the second of its family",
				    one);
	}
	return 0;
}

static int read_member(struct parser *p, struct snt_member *member,
		       char *words[WORDS])
{
	const char *why = snt_url_complain(words[3], true);

	if (strlen(words[0]) >= sizeof(member->name))
		return fail(p, "`%s' is longer than %zu characters", words[0],
			    sizeof(member->name) - 1);
	if (is_known(p->members, words[0]))
		return fail(p, "`%s' is there already", words[0]);
	strcpy(member->name, words[0]);
	if (snt_key_from_text(member->key, words[2], strlen(words[2])))
		return fail(p, "`%s' is not a key in base64", words[2]);
	if (why || strlen(words[3]) >= sizeof(member->url))
		return fail(p, "`%s': %s", words[3],
			    why ? why : "it is too long");
	strcpy(member->url, words[3]);
	return read_addrs(p, &member->addrs, words[1]);
}

static int parse_line(struct snt_line_reader *reader, char *line)
{
	struct parser *p = (struct parser *)reader;
	struct snt_members *members = p->members;
	char *words[WORDS + 1] = { NULL }, *word;
	struct snt_member member = { 0 };
	size_t nr = 0;

	line[strcspn(line, "#")] = '\0';
	while ((word = strsep(&line, " \t\r"))) {
		if (*word && nr <= WORDS)
			words[nr++] = word;
	}
	if (!nr)
		return 0;
	if (nr != WORDS)
		return fail(p, "a gateway has a name, addresses with ports, a public key and a URL");
	if (members->nr == SNT_MEMBERS_MAX)
		return fail(p, "there may be %d gateways", SNT_MEMBERS_MAX);
	if (read_member(p, &member, words))
		return -EINVAL;
	members->members = snt_mem_grow(members->members, &p->max,
					members->nr + 1, sizeof(member));
	members->members[members->nr++] = member;
	return 0;
}

/**
 * snt_members_parse - read a file of gateways
 * @members: filled; to be given to snt_members_uninit() also on failure
 * @text: its characters
 * @len: how many
 * @error: what is wrong, when something is
 *
 * Return: 0 or -EINVAL.
 */
int snt_members_parse(struct snt_members *members, const char *text, size_t len,
		      struct snt_conf_error *error)
{
	struct parser p = {
		.reader.read = parse_line,
		.members = members,
		.error = error,
	};
	int ret;

	memset(members, 0, sizeof(*members));
	memset(error, 0, sizeof(*error));
	ret = snt_line_for_each(&p.reader, text, len);
	if (ret == -EILSEQ)
		return fail(&p, "NUL byte");
	if (!ret && !members->nr) {
		p.reader.line = 0;
		return fail(&p, "there is no gateway in it");
	}
	return ret;
}

/**
 * snt_members_uninit - forget gateways
 * @members: from snt_members_parse()
 */
void snt_members_uninit(struct snt_members *members)
{
	free(members->members);
	memset(members, 0, sizeof(*members));
}

/* The first bytes of SHA-256 over the name, its NUL and the address. */
static uint64_t weight_of(const struct snt_member *member,
			  const union snt_sockaddr *client)
{
	uint8_t digest[SHA256_DIGEST_LENGTH];
	uint8_t bytes[SNT_MEMBER_NAME_SIZE + sizeof(struct in6_addr)];
	size_t len = strlen(member->name) + 1, host_len, i;
	uint64_t weight = 0;
	const void *host;

	memcpy(bytes, member->name, len);
	host_len = snt_address_host(client, &host);
	memcpy(bytes + len, host, host_len);
	SHA256(bytes, len + host_len, digest);
	for (i = 0; i < sizeof(weight); i++)
		weight = weight << 8 | digest[i];
	return weight;
}

/**
 * snt_members_choose - who serves a client
 * @members: at least one
 * @client: its address; the port does not matter
 *
 * Return: the gateway.
 */
const struct snt_member *snt_members_choose(const struct snt_members *members,
					    const union snt_sockaddr *client)
{
	const struct snt_member *member, *best = NULL;
	uint64_t weight, highest = 0;
	size_t i;

	for (i = 0; i < members->nr; i++) {
		member = &members->members[i];
		weight = weight_of(member, client);
		if (best && (weight < highest ||
			     (weight == highest &&
			      strcmp(member->name, best->name) > 0)))
			continue;
		best = member;
		highest = weight;
	}
	return best;
}

/**
 * snt_plane_addrs_choose - where the tunnel of a client is to go
 * @addrs: at least one
 * @client: its address
 *
 * Return: the address of its family if there is one.
 */
const union snt_sockaddr *
snt_plane_addrs_choose(const struct snt_plane_addrs *addrs,
		       const union snt_sockaddr *client)
{
	const void *bytes;
	bool is_ipv4 = snt_address_host(client, &bytes) == sizeof(struct in_addr);

	if (!addrs->ipv4.sa.sa_family)
		return &addrs->ipv6;
	if (!addrs->ipv6.sa.sa_family || is_ipv4)
		return &addrs->ipv4;
	return &addrs->ipv6;
}
