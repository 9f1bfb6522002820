// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which token an identity of a gateway was registered with: each has one at
 * most, and each token is one identity's at most.
 */
#include <linux/rhashtable.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "gateway.h"

static const struct rhashtable_params token_params = {
	.key_len = sizeof_field(struct snt_token, id),
	.key_offset = offsetof(struct snt_token, id),
	.head_offset = offsetof(struct snt_token, hash),
	.automatic_shrinking = true,
};

/* Returns the one it had. */
static struct snt_token *exchange_token(struct snt_identity *identity,
					struct snt_token *token)
{
	spin_lock_bh(&identity->lock);
	swap(identity->token, token);
	spin_unlock_bh(&identity->lock);
	return token;
}

static void drop_token(struct snt_gateway_role *gateway,
		       struct snt_token *token, bool is_listed)
{
	if (!token)
		return;
	if (is_listed)
		rhashtable_remove_fast(&gateway->tokens, &token->hash,
				       token_params);
	kfree_rcu(token, rcu);
}

/* Puts @token where @old is, or where nothing is: only then it can fail. */
static int list_token(struct snt_gateway_role *gateway, struct snt_token *old,
		      struct snt_token *token)
{
	if (old)
		return rhashtable_replace_fast(&gateway->tokens, &old->hash,
					       &token->hash, token_params);
	return rhashtable_lookup_insert_fast(&gateway->tokens, &token->hash,
					     token_params);
}

/**
 * snt_token_set - note what an identity was registered with
 * @identity: in the tables; its gateway's lock is held
 * @id: text, empty for none
 * @loser: who had the token before, with a reference, or NULL: the caller is
 *	to revoke it
 *
 * Context: process.
 * Return: 0 or -ENOMEM; then nothing has changed.
 */
int snt_token_set(struct snt_identity *identity, const char *id,
		  struct snt_identity **loser)
{
	struct snt_gateway_role *gateway = identity->gateway;
	struct snt_token *token, *old;
	int err;

	lockdep_assert_held(&gateway->lock);
	*loser = NULL;
	if (!*id) {
		drop_token(gateway, exchange_token(identity, NULL), true);
		return 0;
	}
	token = kzalloc(sizeof(*token), GFP_KERNEL_ACCOUNT);
	if (!token)
		return -ENOMEM;
	token->identity = identity;
	memcpy(token->id, id, strnlen(id, sizeof(token->id)));
	old = rhashtable_lookup_fast(&gateway->tokens, token->id, token_params);
	if (old && old->identity == identity) {
		kfree(token);
		return 0;
	}
	err = list_token(gateway, old, token);
	if (err) {
		kfree(token);
		return err;
	}
	if (old) {
		*loser = snt_identity_hold(old->identity);
		drop_token(gateway, exchange_token(*loser, NULL), false);
	}
	drop_token(gateway, exchange_token(identity, token), true);
	return 0;
}

/**
 * snt_token_take_out - nobody finds the token of an identity any more
 * @identity: is taken out of the tables; its gateway's lock is held
 *
 * The token stays with it.
 *
 * Context: process.
 */
void snt_token_take_out(struct snt_identity *identity)
{
	lockdep_assert_held(&identity->gateway->lock);
	if (identity->token)
		rhashtable_remove_fast(&identity->gateway->tokens,
				       &identity->token->hash, token_params);
}

/**
 * snt_tokens_init - a gateway without tokens
 * @gateway: being set up
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int snt_tokens_init(struct snt_gateway_role *gateway)
{
	return rhashtable_init(&gateway->tokens, &token_params);
}

/**
 * snt_tokens_uninit - undo snt_tokens_init()
 * @gateway: without tokens
 *
 * Context: process.
 */
void snt_tokens_uninit(struct snt_gateway_role *gateway)
{
	rhashtable_destroy(&gateway->tokens);
}
