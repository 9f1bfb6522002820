// SPDX-License-Identifier: GPL-2.0-only
/*
 * Of IPv6 the first 64 bits count, as who has those has all that follow.
 */
#include "crowd.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "address.h"
#include "mem.h"

#define LISTS		4096
#define HOST_MAX	8

/**
 * struct snt_crowd_member - those of one address
 * @next: another one in this list
 * @host: the address, or its first half
 * @len: bytes of it
 * @nr: how many
 */
struct snt_crowd_member {
	struct snt_crowd_member *next;
	uint8_t host[HOST_MAX];
	size_t len;
	uint32_t nr;
};

static size_t host_of(const void **host, const union snt_sockaddr *addr)
{
	size_t len = snt_address_host(addr, host);

	return len < HOST_MAX ? len : HOST_MAX;
}

/* Returns where it is pointed at, or would be. */
static struct snt_crowd_member **find(const struct snt_crowd *crowd,
				      const union snt_sockaddr *addr)
{
	uint64_t hash = crowd->seed;
	struct snt_crowd_member **at;
	const void *host;
	size_t len = host_of(&host, addr), i;

	/* FNV-1a */
	for (i = 0; i < len; i++)
		hash = (hash ^ ((const uint8_t *)host)[i]) * 0x100000001b3;
	at = &crowd->members[(hash >> 32) % LISTS];
	while (*at && ((*at)->len != len || memcmp((*at)->host, host, len)))
		at = &(*at)->next;
	return at;
}

/**
 * snt_crowd_init - nobody is there
 * @crowd: filled
 * @most: of one address; 0 for any number
 */
void snt_crowd_init(struct snt_crowd *crowd, uint32_t most)
{
	*crowd = (struct snt_crowd){
		.most = most,
		.members = snt_mem_alloc(LISTS * sizeof(*crowd->members)),
	};
	if (getrandom(&crowd->seed, sizeof(crowd->seed), 0) < 0)
		crowd->seed = 0;
}

/**
 * snt_crowd_uninit - forget who is there
 * @crowd: from snt_crowd_init()
 */
void snt_crowd_uninit(struct snt_crowd *crowd)
{
	struct snt_crowd_member *member;
	size_t i;

	for (i = 0; i < LISTS; i++) {
		while ((member = crowd->members[i])) {
			crowd->members[i] = member->next;
			free(member);
		}
	}
	free(crowd->members);
}

/**
 * snt_crowd_join - one more comes
 * @crowd: who is there
 * @addr: of which address; the port does not matter
 *
 * Return: not when there are as many of that as there may be.
 */
bool snt_crowd_join(struct snt_crowd *crowd, const union snt_sockaddr *addr)
{
	struct snt_crowd_member **at = find(crowd, addr), *member = *at;
	const void *host;

	if (member && crowd->most && member->nr >= crowd->most) {
		crowd->nr_refused++;
		return false;
	}
	if (!member) {
		member = snt_mem_alloc(sizeof(*member));
		member->len = host_of(&host, addr);
		memcpy(member->host, host, member->len);
		*at = member;
	}
	member->nr++;
	return true;
}

/**
 * snt_crowd_leave - one goes
 * @crowd: who is there
 * @addr: of which address; it has joined
 */
void snt_crowd_leave(struct snt_crowd *crowd, const union snt_sockaddr *addr)
{
	struct snt_crowd_member **at = find(crowd, addr), *member = *at;

	if (!member || --member->nr)
		return;
	*at = member->next;
	free(member);
}
