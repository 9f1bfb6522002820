// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is known of an identity and of its traffic, for several commands.
 */
#include "show.h"

/**
 * show_identity_name - what people call an identity
 * @identity: the identity
 *
 * Return: its label, else the token that it was registered with, else "".
 */
const char *show_identity_name(const struct snt_identity *identity)
{
	return *identity->label ? identity->label : identity->token_id;
}

/**
 * show_json_names - write token and label, as far as there are such
 * @json: inside an object
 * @identity: whose
 */
void show_json_names(struct snt_json *json,
		     const struct snt_identity *identity)
{
	if (*identity->token_id)
		snt_json_string(json, "token_id", identity->token_id);
	if (*identity->label)
		snt_json_string(json, "label", identity->label);
}

/**
 * show_json_limits - write quota and rate, if there are such
 * @json: inside an object
 * @identity: whose
 */
void show_json_limits(struct snt_json *json,
		      const struct snt_identity *identity)
{
	if (identity->quota) {
		snt_json_uint(json, "quota", identity->quota);
		snt_json_uint(json, "quota_used", identity->quota_used);
	}
	if (identity->rate_bps)
		snt_json_uint(json, "rate_bps", identity->rate_bps);
}

/* The object has been begun. */
static void write_counts(struct snt_json *json, const struct snt_counts *counts)
{
	snt_json_uint(json, "packets", counts->packets);
	snt_json_uint(json, "bytes", counts->bytes);
	snt_json_time(json, "last", counts->last_ns);
	snt_json_end(json, '}');
}

/**
 * show_json_account - write what was counted in all
 * @json: inside an object
 * @identity: whose
 */
void show_json_account(struct snt_json *json,
		       const struct snt_identity *identity)
{
	snt_json_uint(json, "generation", identity->account.generation);
	snt_json_begin(json, "rx", '{');
	write_counts(json, &identity->account.rx);
	snt_json_begin(json, "tx", '{');
	write_counts(json, &identity->account.tx);
}
