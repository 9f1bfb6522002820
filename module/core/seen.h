/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which initiations of one sender were accepted, where it may begin several
 * handshakes at a time: those that overtake each other on the way are taken,
 * each of them once. They are known by their timestamps, which some senders
 * round so that several have the same, and by the beginning of their ephemeral
 * keys.
 */
#ifndef _SNT_SEEN_H
#define _SNT_SEEN_H

#include "env.h"
#include "limits.h"

/* Bytes of the ephemeral key that are looked at */
#define SNT_SEEN_EPHEMERAL_LEN	4
#define SNT_SEEN_LEN	(SNT_TIMESTAMP_LEN + SNT_SEEN_EPHEMERAL_LEN)

/**
 * struct snt_seen_name - what an initiation is known by; compared as a whole
 * @bytes: timestamp and beginning of the ephemeral key
 */
struct snt_seen_name {
	u8 bytes[SNT_SEEN_LEN];
};

/**
 * struct snt_seen - the newest initiations of one sender
 * @names: these, the oldest first; memory of the caller
 * @nr: how many there are
 * @max: for how many there is room, at least one
 *
 * When it is full, what is not newer than the oldest of them counts as seen.
 * The caller's lock protects it.
 */
struct snt_seen {
	struct snt_seen_name *names;
	u32 nr;
	u32 max;
};

void snt_seen_name(struct snt_seen_name *name,
		   const u8 timestamp[SNT_TIMESTAMP_LEN],
		   const u8 ephemeral[SNT_KEY_LEN]);
void snt_seen_init(struct snt_seen *seen, struct snt_seen_name *names, u32 max);
void snt_seen_grow(struct snt_seen *seen, struct snt_seen_name *names, u32 max);
bool snt_seen_is_new(const struct snt_seen *seen,
		     const struct snt_seen_name *name);
void snt_seen_add(struct snt_seen *seen, const struct snt_seen_name *name);

#endif /* _SNT_SEEN_H */
