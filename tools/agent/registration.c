// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state machine of a registration.
 */
#include "registration.h"

#include <string.h>

#include "backoff.h"

#define ATTEMPTS		10
/* before it was ever registered: whoever waits is to be told soon */
#define FIRST_ATTEMPTS		5
/* whatever a control plane asks for, it is seen after that time */
#define LONGEST_RETRY_AFTER_MS	3600000

static const struct snt_backoff delays = {
	.first_ms = 1000,
	.longest_ms = 20000,
	.percent = 120,
	.jitter_ms = 100,
};

/**
 * snt_registration_init - a registration that nobody uses
 * @r: filled
 * @first: what has to be asked first
 */
void snt_registration_init(struct snt_registration *r,
			   enum snt_registration_step first)
{
	memset(r, 0, sizeof(*r));
	r->first = first;
	r->step = first;
	r->token_end_ms = UINT64_MAX;
}

/* Ask from @step on, at once or when the control plane wants to hear of us. */
static void ask_from(struct snt_registration *r, enum snt_registration_step step,
		     uint64_t now_ms)
{
	if (r->state == SNT_REGISTRATION_ASKING) {
		r->is_stale = true;
		if (step < r->step)
			r->step = step;
		return;
	}
	r->step = step;
	r->failures = 0;
	r->state = !r->token ? SNT_REGISTRATION_NO_TOKEN :
		   r->token == r->refused ? SNT_REGISTRATION_REFUSED :
					    SNT_REGISTRATION_WAITING;
	r->due_ms = now_ms > r->not_before_ms ? now_ms : r->not_before_ms;
}

/**
 * snt_registration_use - one tunnel more needs it
 * @r: the registration
 * @now_ms: the time
 *
 * The first one starts it; for the others nothing is asked, unless it failed.
 */
void snt_registration_use(struct snt_registration *r, uint64_t now_ms)
{
	if (!r->users++ || r->state == SNT_REGISTRATION_FAILED)
		ask_from(r, r->first, now_ms);
}

/**
 * snt_registration_drop - a tunnel does not need it any more
 * @r: the registration
 *
 * After the last one it is not kept up; the control plane forgets it with the
 * end of the token, as there is no request for that.
 */
void snt_registration_drop(struct snt_registration *r)
{
	if (--r->users)
		return;
	r->was_registered = false;
	r->end_ms = 0;
	if (r->state == SNT_REGISTRATION_ASKING)
		r->is_stale = true;
	else
		r->state = SNT_REGISTRATION_IDLE;
}

/* A renewed token is registered where the data plane is known already. */
static enum snt_registration_step step_of_renewal(struct snt_registration *r)
{
	return r->end_ms ? SNT_STEP_REGISTER : r->first;
}

/**
 * snt_registration_token - there is a token
 * @r: the registration
 * @token: a number of its own, not 0
 * @end_ms: when it ends; UINT64_MAX when nobody knows
 * @now_ms: the time
 */
void snt_registration_token(struct snt_registration *r, uint32_t token,
			    uint64_t end_ms, uint64_t now_ms)
{
	bool is_new = token != r->token;

	r->token = token;
	r->token_end_ms = end_ms;
	if (is_new && r->users)
		ask_from(r, step_of_renewal(r), now_ms);
}

/**
 * snt_registration_token_end - the token ends at another time than thought
 * @r: the registration
 * @end_ms: when it ends
 */
void snt_registration_token_end(struct snt_registration *r, uint64_t end_ms)
{
	r->token_end_ms = end_ms;
	if (r->end_ms && r->asked_with == r->token)
		r->end_ms = end_ms;
}

/**
 * snt_registration_restart - something happened: ask all again
 * @r: the registration
 * @now_ms: the time
 *
 * For an address that has changed, a tunnel that gets no answer, or an attempt
 * that somebody asks for. A token that is refused stays so.
 */
void snt_registration_restart(struct snt_registration *r, uint64_t now_ms)
{
	if (r->users)
		ask_from(r, r->first, now_ms);
}

static void end_token(struct snt_registration *r, uint64_t now_ms)
{
	if (r->end_ms && r->end_ms <= now_ms)
		r->end_ms = 0;
	if (r->token && r->token_end_ms <= now_ms) {
		r->token = 0;
		if (r->users && r->state != SNT_REGISTRATION_ASKING)
			r->state = SNT_REGISTRATION_NO_TOKEN;
	}
}

/**
 * snt_registration_poll - what is to be asked now
 * @r: the registration
 * @now_ms: the time
 *
 * Return: the request to make, whose end snt_registration_answer() is told; or
 * SNT_STEP_NONE until snt_registration_deadline().
 */
enum snt_registration_step snt_registration_poll(struct snt_registration *r,
						 uint64_t now_ms)
{
	end_token(r, now_ms);
	if (r->state != SNT_REGISTRATION_WAITING || r->due_ms > now_ms)
		return SNT_STEP_NONE;
	r->state = SNT_REGISTRATION_ASKING;
	r->asked_with = r->token;
	r->is_stale = false;
	return r->step;
}

static void be_registered(struct snt_registration *r)
{
	r->state = SNT_REGISTRATION_DONE;
	r->failures = 0;
	r->rounds++;
	r->was_registered = true;
	r->end_ms = r->token_end_ms;
}

/* A step that was taken makes no failure of the next one undone. */
static void take_good(struct snt_registration *r, uint64_t now_ms)
{
	r->not_before_ms = 0;
	if (r->step == SNT_STEP_REGISTER) {
		be_registered(r);
	} else {
		r->step++;
		r->state = SNT_REGISTRATION_WAITING;
		r->due_ms = now_ms;
	}
}

static void take_bad(struct snt_registration *r, uint32_t retry_after_ms,
		     uint32_t chance, uint64_t now_ms)
{
	unsigned int most = r->was_registered ? ATTEMPTS : FIRST_ATTEMPTS;

	if (retry_after_ms > LONGEST_RETRY_AFTER_MS)
		retry_after_ms = LONGEST_RETRY_AFTER_MS;
	r->not_before_ms = now_ms + retry_after_ms;
	r->due_ms = now_ms + snt_backoff_delay(&delays, ++r->failures, chance);
	if (r->due_ms < r->not_before_ms)
		r->due_ms = r->not_before_ms;
	r->state = !r->token ? SNT_REGISTRATION_NO_TOKEN :
		   r->failures < most ? SNT_REGISTRATION_WAITING :
					SNT_REGISTRATION_FAILED;
	r->step = step_of_renewal(r);
}

/**
 * snt_registration_answer - what came of the request
 * @r: the registration
 * @outcome: what came of it
 * @retry_after_ms: how long the control plane wants to be left alone, 0 for no
 *	wish
 * @chance: any number
 * @now_ms: the time
 */
void snt_registration_answer(struct snt_registration *r,
			     enum snt_outcome outcome, uint32_t retry_after_ms,
			     uint32_t chance, uint64_t now_ms)
{
	bool is_stale = r->is_stale || r->asked_with != r->token;

	r->state = SNT_REGISTRATION_IDLE;
	r->is_stale = false;
	if (outcome == SNT_OUTCOME_REFUSED)
		r->refused = r->asked_with;
	if (!r->users)
		return;
	if (outcome == SNT_OUTCOME_BAD)
		take_bad(r, retry_after_ms, chance, now_ms);
	else if (is_stale)
		ask_from(r, r->step, now_ms);
	else if (outcome == SNT_OUTCOME_GOOD)
		take_good(r, now_ms);
	else
		r->state = SNT_REGISTRATION_REFUSED;
	end_token(r, now_ms);
}

/**
 * snt_registration_deadline - when to poll next
 * @r: the registration
 *
 * Return: the time; UINT64_MAX for not before something happens.
 */
uint64_t snt_registration_deadline(const struct snt_registration *r)
{
	uint64_t at = r->token ? r->token_end_ms : UINT64_MAX;

	if (r->end_ms && r->end_ms < at)
		at = r->end_ms;
	if (r->state == SNT_REGISTRATION_WAITING && r->due_ms < at)
		at = r->due_ms;
	return at;
}

/**
 * snt_registration_is_valid - does the data plane take our packets?
 * @r: the registration
 * @now_ms: the time
 *
 * Return: as far as we know; also while it is being renewed.
 */
bool snt_registration_is_valid(const struct snt_registration *r,
			       uint64_t now_ms)
{
	return r->end_ms > now_ms;
}
