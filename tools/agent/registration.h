/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One key at one control plane: what is to be asked, and when. Knows no network
 * and no clock: whoever does tells the time and what came of each request.
 */
#ifndef _SNT_REGISTRATION_H
#define _SNT_REGISTRATION_H

#include <stdbool.h>
#include <stdint.h>

enum snt_registration_state {
	SNT_REGISTRATION_IDLE,		/* no tunnel uses it */
	SNT_REGISTRATION_NO_TOKEN,	/* until there is one */
	SNT_REGISTRATION_WAITING,	/* until it is time */
	SNT_REGISTRATION_ASKING,	/* a request is out */
	SNT_REGISTRATION_DONE,		/* registered */
	SNT_REGISTRATION_REFUSED,	/* until there is another token */
	SNT_REGISTRATION_FAILED,	/* until something happens */
};

/* In their order; each needs what the one before has found. */
enum snt_registration_step {
	SNT_STEP_FIND,			/* which control plane */
	SNT_STEP_DATA_PLANE,		/* where its data plane is */
	SNT_STEP_REGISTER,
	SNT_STEP_NONE,			/* nothing now */
};

enum snt_outcome {
	SNT_OUTCOME_GOOD,
	SNT_OUTCOME_BAD,		/* may pass */
	SNT_OUTCOME_REFUSED,		/* the token is */
};

/**
 * struct snt_registration - where it stands
 * @state: what it waits for
 * @step: what is asked next, or is being asked
 * @first: what is asked first
 * @users: tunnels that need it
 * @failures: attempts that failed in a row
 * @token: number of the present token, 0 for none
 * @refused: number of the last token that was refused, 0 for none
 * @asked_with: number of the token that the request is made with
 * @rounds: how often it was registered
 * @was_registered: since it has users, which makes it patient
 * @is_stale: what the request answers is no longer the question
 * @due_ms: time of the next attempt
 * @not_before_ms: the control plane wants to be left alone until then
 * @token_end_ms: when @token ends
 * @end_ms: when the registration ends; 0 for not registered
 */
struct snt_registration {
	enum snt_registration_state state;
	enum snt_registration_step step;
	enum snt_registration_step first;
	unsigned int users;
	unsigned int failures;
	uint32_t token;
	uint32_t refused;
	uint32_t asked_with;
	uint32_t rounds;
	bool was_registered;
	bool is_stale;
	uint64_t due_ms;
	uint64_t not_before_ms;
	uint64_t token_end_ms;
	uint64_t end_ms;
};

void snt_registration_init(struct snt_registration *r,
			   enum snt_registration_step first);
void snt_registration_use(struct snt_registration *r, uint64_t now_ms);
void snt_registration_drop(struct snt_registration *r);
void snt_registration_token(struct snt_registration *r, uint32_t token,
			    uint64_t end_ms, uint64_t now_ms);
void snt_registration_token_end(struct snt_registration *r, uint64_t end_ms);
void snt_registration_restart(struct snt_registration *r, uint64_t now_ms);
enum snt_registration_step snt_registration_poll(struct snt_registration *r,
						 uint64_t now_ms);
void snt_registration_answer(struct snt_registration *r,
			     enum snt_outcome outcome, uint32_t retry_after_ms,
			     uint32_t chance, uint64_t now_ms);
uint64_t snt_registration_deadline(const struct snt_registration *r);
bool snt_registration_is_valid(const struct snt_registration *r,
			       uint64_t now_ms);

#endif
