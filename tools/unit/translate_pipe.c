// SPDX-License-Identifier: GPL-2.0-only
/*
 * Translates the packets that translate_model.py writes to its standard input
 * there and back, and writes what became of them.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/translate.h"

#define FILL	0xa5

/**
 * struct request - what comes before the bytes of each packet
 * @from: the end that is replaced
 * @to: what it becomes
 * @end: which end that is
 * @len: length of the packet
 * @head: how many of its bytes follow
 */
struct request {
	struct snt_flow from;
	struct snt_flow to;
	u32 end;
	u32 len;
	u32 head;
};

/**
 * struct reply - what is answered
 * @err: result of the translation
 * @moved: how much earlier the packet begins; the whole room follows, and what
 * was @head
 * @is_same: whether the way back led to the packet that came
 */
struct reply {
	s32 err;
	s32 moved;
	u32 is_same;
};

static void must(bool ok)
{
	if (!ok) {
		fprintf(stderr, "translate_pipe: broken pipe or no memory\n");
		exit(1);
	}
}

static bool turns_back(const struct request *request, u8 *room, int moved,
		       const u8 *before)
{
	size_t start = (size_t)(SNT_TRANSLATE_ROOM - moved);
	struct snt_translation back;
	int again = 0;

	snt_translate_init(&back, &request->to, &request->from);
	if (snt_translate(&back, request->end, room + start,
			  request->head + (size_t)moved,
			  request->len + (size_t)moved, &again))
		return false;
	return again == -moved &&
	       !memcmp(room + SNT_TRANSLATE_ROOM, before, request->head);
}

static void serve(const struct request *request)
{
	/* Of exactly that size, so that what is beyond is noticed. */
	size_t size = SNT_TRANSLATE_ROOM + request->head;
	u8 *room = malloc(size), *before = malloc(size);
	u8 *buf = room + SNT_TRANSLATE_ROOM;
	struct snt_translation t;
	struct reply reply = {};

	must(room && before);
	memset(room, FILL, SNT_TRANSLATE_ROOM);
	must(fread(buf, 1, request->head, stdin) == request->head);
	memcpy(before, buf, request->head);
	snt_translate_init(&t, &request->from, &request->to);
	reply.err = snt_translate(&t, request->end, buf, request->head,
				  request->len, &reply.moved);
	/* The way back gets a copy, with room of its own. */
	if (!reply.err) {
		u8 *copy = malloc(size);

		must(copy);
		memcpy(copy, room, size);
		reply.is_same = turns_back(request, copy, reply.moved, before);
		free(copy);
	}
	must(fwrite(&reply, sizeof(reply), 1, stdout) == 1);
	must(fwrite(room, 1, size, stdout) == size);
	free(before);
	free(room);
}

int main(void)
{
	struct request request;

	while (fread(&request, sizeof(request), 1, stdin) == 1)
		serve(&request);
	must(!fflush(stdout));
	return 0;
}
