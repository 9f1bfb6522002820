// SPDX-License-Identifier: GPL-2.0-only
/*
 * Away from a control plane that fails, and back to the first that is well.
 */
#include "failover.h"

#include <string.h>

#include "backoff.h"

/* Each try after the first is a whole row of attempts of the registration. */
static const struct snt_backoff rests = {
	.first_ms = 30000,
	.longest_ms = 600000,
	.percent = 200,
	.jitter_ms = 3000,
};

/* To find out that a data plane is still silent costs minutes without one. */
static const struct snt_backoff long_rests = {
	.first_ms = 600000,
	.longest_ms = 7200000,
	.percent = 200,
	.jitter_ms = 30000,
};

/**
 * snt_failover_init - begin with the first
 * @f: filled
 * @nr: how many there are, from 1 to SNT_FAILOVER_MAX
 */
void snt_failover_init(struct snt_failover *f, unsigned int nr)
{
	memset(f, 0, sizeof(*f));
	f->nr = nr;
	f->probe = nr;
}

static bool may_be_tried(const struct snt_failover *f, unsigned int i,
			 uint64_t now_ms)
{
	return !f->choices[i].failures || f->choices[i].retry_ms <= now_ms;
}

/* The first that may be tried, or else the one that may be soonest. */
static unsigned int best_choice(const struct snt_failover *f, uint64_t now_ms)
{
	unsigned int i, soonest = 0;

	for (i = 0; i < f->nr; i++) {
		if (may_be_tried(f, i, now_ms))
			return i;
		if (f->choices[i].retry_ms < f->choices[soonest].retry_ms)
			soonest = i;
	}
	return soonest;
}

/**
 * snt_failover_well - a control plane has registered us
 * @f: the device's choices
 * @i: which
 *
 * It is used, but its failures count until its data plane answers: where that
 * fails again and again, the rests in between grow.
 */
void snt_failover_well(struct snt_failover *f, unsigned int i)
{
	if (i != f->probe)
		return;
	f->current = i;
	f->probe = f->nr;
	f->is_resting = false;
}

/**
 * snt_failover_proven - a control plane's data plane works, too
 * @f: the device's choices
 * @i: which
 */
void snt_failover_proven(struct snt_failover *f, unsigned int i)
{
	f->choices[i].failures = 0;
}

static void fail(struct snt_failover *f, unsigned int i,
		 const struct snt_backoff *backoff, uint32_t chance,
		 uint64_t now_ms)
{
	struct snt_choice *choice = &f->choices[i];

	choice->failures++;
	choice->retry_ms = now_ms + snt_backoff_delay(backoff, choice->failures,
						      chance);
	if (i == f->probe)
		f->probe = f->nr;
	if (i != f->current)
		return;
	f->probe = f->nr;
	f->current = best_choice(f, now_ms);
	f->is_resting = !may_be_tried(f, f->current, now_ms);
}

/**
 * snt_failover_failed - a control plane does not work
 * @f: the device's choices
 * @i: which
 * @chance: any number
 * @now_ms: the time
 */
void snt_failover_failed(struct snt_failover *f, unsigned int i,
			 uint32_t chance, uint64_t now_ms)
{
	fail(f, i, &rests, chance, now_ms);
}

/**
 * snt_failover_is_silent - the data plane gives no answer
 * @f: the device's choices
 * @chance: any number
 * @now_ms: the time
 *
 * Of the current one, as no other is known.
 */
void snt_failover_is_silent(struct snt_failover *f, uint32_t chance,
			    uint64_t now_ms)
{
	fail(f, f->current, &long_rests, chance, now_ms);
}

/**
 * snt_failover_restart - something happened: all may be tried at once
 * @f: the device's choices
 *
 * What it uses stays until one before it turns out to be well.
 */
void snt_failover_restart(struct snt_failover *f)
{
	unsigned int i;

	for (i = 0; i < f->nr; i++) {
		if (f->choices[i].failures)
			f->choices[i].retry_ms = 0;
	}
}

/**
 * snt_failover_poll - see what may be tried again
 * @f: the device's choices
 * @now_ms: the time
 *
 * Then snt_failover_wants() says which are to be used.
 */
void snt_failover_poll(struct snt_failover *f, uint64_t now_ms)
{
	unsigned int best = best_choice(f, now_ms);

	if (!may_be_tried(f, best, now_ms) || (f->is_resting && f->gives_up))
		return;
	if (f->is_resting) {
		f->current = best;
		f->is_resting = false;
	} else if (best < f->current && f->probe == f->nr) {
		f->probe = best;
	}
}

/**
 * snt_failover_wants - is a control plane to be used now?
 * @f: the device's choices
 * @i: which
 *
 * Return: true for the current one, and for one that is tried again.
 */
bool snt_failover_wants(const struct snt_failover *f, unsigned int i)
{
	return i == f->probe || (i == f->current && !f->is_resting);
}

/**
 * snt_failover_deadline - when to poll next
 * @f: the device's choices
 *
 * Return: the time; UINT64_MAX for not before something happens.
 */
uint64_t snt_failover_deadline(const struct snt_failover *f)
{
	unsigned int last = f->is_resting ? f->nr : f->current, i;
	uint64_t at = UINT64_MAX;

	if (f->probe != f->nr || (f->is_resting && f->gives_up))
		return UINT64_MAX;
	for (i = 0; i < last; i++) {
		if (f->choices[i].retry_ms < at)
			at = f->choices[i].retry_ms;
	}
	return at;
}
