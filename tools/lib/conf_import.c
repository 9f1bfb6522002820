// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files of wg-quick(8) become files of "up": line by line, with all comments.
 * What differs is the wire mode and, in the commands of the file, the programs
 * that know nothing of snaptun. A command is looked at word by word, as only a
 * shell could tell what it does: what is no clear case is left and pointed out.
 */
#include "conf_import.h"

#include <errno.h>
#include <linux/snaptun.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

#include "conf_line.h"
#include "conf_quick.h"

#define PROGRAM		"snaptun-ctl"
#define WG_CONF_FOLDER	"/etc/wireguard/"
#define UNIT		"wg-quick@"
#define BLANKS		" \t"
#define NO_WORD		BLANKS "\r;&|()<>{}'\"`$!="

/**
 * struct reader - how far a file is taken over
 * @reader: of its lines
 * @import: what is to be said about it
 * @out: the new file
 * @has_wire: it says its wire mode already, or does by now
 */
struct reader {
	struct snt_line_reader reader;
	struct snt_import *import;
	FILE *out;
	bool has_wire;
};

/* A piece of a line */
struct word {
	const char *at;
	size_t len;
};

static void __attribute__((format(printf, 3, 4)))
say(struct reader *r, struct snt_list *list, const char *format, ...)
{
	char text[256];
	va_list args;
	int len;

	len = snprintf(text, sizeof(text), "%u: %s", r->reader.line,
		       list == &r->import->notes ? "Warning: " : "");
	va_start(args, format);
	vsnprintf(text + len, sizeof(text) - len, format, args);
	va_end(args);
	snt_list_add(list, text, strlen(text));
}

static bool is_word(struct word word, const char *text)
{
	return word.len == strlen(text) && !memcmp(word.at, text, word.len);
}

/* The name of a program, or the path of one of that name */
static bool is_program(struct word word, const char *name)
{
	const char *slash = memrchr(word.at, '/', word.len);

	if (slash && *word.at == '/') {
		word.len -= slash + 1 - word.at;
		word.at = slash + 1;
	}
	return is_word(word, name);
}

static bool is_one_of(struct word word, const char *const *texts)
{
	while (*texts && !is_word(word, *texts))
		texts++;
	return *texts;
}

static bool begins_with(struct word word, const char *text)
{
	return word.len >= strlen(text) &&
	       !memcmp(word.at, text, strlen(text));
}

/* What stands behind a word and belongs to the same command */
static struct word next_word(struct word word)
{
	struct word next = { .at = word.at + word.len };

	next.at += strspn(next.at, BLANKS);
	next.len = strcspn(next.at, NO_WORD);
	return next;
}

/* With one of its verbs behind it, it is no argument of another command. */
static bool is_command(struct word word)
{
	static const char *const wg_verbs[] = {
		"show", "showconf", "set", "setconf", "addconf", "syncconf",
		"genkey", "genpsk", "pubkey", NULL
	};
	static const char *const quick_verbs[] = {
		"up", "down", "save", "strip", NULL
	};

	if (is_program(word, "wg"))
		return is_one_of(next_word(word), wg_verbs);
	return is_program(word, "wg-quick") &&
	       is_one_of(next_word(word), quick_verbs);
}

static void note_word(struct reader *r, struct word word)
{
	struct snt_import *import = r->import;

	if (is_program(word, "wg") || is_program(word, "wg-quick") ||
	    is_program(word, "wireguard") || is_program(word, "wireguard-go"))
		say(r, &import->notes, "`%.*s' is left as it is",
		    (int)word.len, word.at);
	else if (begins_with(word, WG_CONF_FOLDER) &&
		 !memcmp(word.at + word.len - 5, ".conf", 5))
		say(r, &import->notes, "%.*s is not taken over with this file",
		    (int)word.len, word.at);
	else if (import->old_name && is_word(word, import->old_name))
		say(r, &import->notes,
		    "`%s' is left as it is, but the interface has another name now",
		    import->old_name);
}

/* Writes what a word becomes; @before is the word that it follows. */
static void take_word(struct reader *r, struct word before, struct word word)
{
	struct word rest = { word.at + strlen(UNIT), word.len - strlen(UNIT) };
	struct word verb = next_word(word);

	if (is_command(word)) {
		fputs(PROGRAM, r->out);
		say(r, &r->import->changes, "`%.*s %.*s' becomes `" PROGRAM " %.*s'",
		    (int)word.len, word.at, (int)verb.len, verb.at,
		    (int)verb.len, verb.at);
	} else if (begins_with(word, UNIT)) {
		fprintf(r->out, "snaptun@%.*s", (int)rest.len, rest.at);
		say(r, &r->import->changes, "`%.*s' becomes `snaptun@%.*s'",
		    (int)word.len, word.at, (int)rest.len, rest.at);
	} else if (is_word(before, "type") && is_word(word, "wireguard")) {
		fputs("snaptun", r->out);
		say(r, &r->import->changes,
		    "`type wireguard' becomes `type snaptun'");
	} else {
		fwrite(word.at, 1, word.len, r->out);
		note_word(r, word);
	}
}

static void take_command(struct reader *r, const char *text)
{
	struct word before = { "", 0 };

	while (*text) {
		struct word word = { text, strcspn(text, NO_WORD) };

		if (word.len) {
			take_word(r, before, word);
			before = word;
			text += word.len;
		} else {
			putc(*text++, r->out);
		}
	}
}

/* Where the command of a line begins, or NULL if it has none */
static char *find_command(char *line)
{
	char *equals = strchr(line, '='), name[32];
	const struct snt_quick_key *key;

	line += strspn(line, BLANKS);
	if (!equals || (size_t)(equals - line) >= sizeof(name))
		return NULL;
	memcpy(name, line, equals - line);
	name[equals - line] = '\0';
	snt_line_strip(name);
	key = snt_quick_key_find(&snt_kind_dev, name);
	return key && key->is_text ? equals + 1 : NULL;
}

static bool is_interface(const char *line)
{
	char text[32];

	line += strspn(line, BLANKS);
	snprintf(text, sizeof(text), "%s", line);
	snt_line_strip(text);
	return !strcasecmp(text, "[Interface]");
}

static int take_line(struct snt_line_reader *reader, char *line)
{
	struct reader *r = (struct reader *)reader;
	char *comment = snt_line_comment(line), *command, mark = *comment;
	bool begins;

	*comment = '\0';
	begins = is_interface(line);
	command = find_command(line);
	if (command) {
		fwrite(line, 1, command - line, r->out);
		take_command(r, command);
	} else {
		fputs(line, r->out);
	}
	*comment = mark;
	fprintf(r->out, "%s\n", comment);
	if (begins && !r->has_wire) {
		r->has_wire = true;
		fputs("Wire = wireguard\n", r->out);
		say(r, &r->import->changes, "`Wire = wireguard' is added");
	}
	return 0;
}

static int refuse(struct snt_conf_error *error, const char *why)
{
	error->line = 0;
	snprintf(error->text, sizeof(error->text), "%s", why);
	return -EINVAL;
}

/* What only snaptun has tells that it is one of its own. */
static int check_origin(const struct snt_dev *dev, struct snt_conf_error *error)
{
	if ((dev->flags & SNT_DEV_HAS_ROLE && dev->role != SNAPTUN_ROLE_PEER) ||
	    (dev->flags & SNT_DEV_HAS_WIRE &&
	     dev->wire != SNAPTUN_WIRE_WIREGUARD))
		return refuse(error,
			      "this is no file of wg-quick: its Role or Wire is one that WireGuard has not");
	return 0;
}

/**
 * snt_import_conf - take over a file of wg-quick
 * @import: says what is different; to be freed by snt_import_uninit() also on
 *	failure
 * @out: the new file, in which nothing is of use on failure
 * @text: the characters
 * @len: how many
 * @error: what cannot be taken over
 *
 * Return: 0 or -EINVAL.
 */
int snt_import_conf(struct snt_import *import, FILE *out, const char *text,
		    size_t len, struct snt_conf_error *error)
{
	struct reader r = {
		.reader.read = take_line,
		.import = import,
		.out = out,
	};
	struct snt_conf conf;
	int ret = snt_conf_parse(&conf, text, len, true, error);

	if (!ret)
		ret = check_origin(conf.dev, error);
	if (!ret)
		r.has_wire = conf.dev->flags & SNT_DEV_HAS_WIRE;
	snt_conf_uninit(&conf);
	if (!ret)
		ret = snt_line_for_each(&r.reader, text, len);
	if (!ret && !r.has_wire)
		ret = refuse(error, "there is no [Interface] in it");
	return ret;
}

/**
 * snt_import_uninit - free what was said
 * @import: empty afterwards
 */
void snt_import_uninit(struct snt_import *import)
{
	snt_list_uninit(&import->changes);
	snt_list_uninit(&import->notes);
}
