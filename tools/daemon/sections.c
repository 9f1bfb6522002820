// SPDX-License-Identifier: GPL-2.0-only
/*
 * Works on memory and looks nothing up, so that what reads configurations can be
 * tested and fuzzed alone.
 */
#include "sections.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "file.h"
#include "mem.h"

/* Of what is said of a key, so that its name has room in front. */
#define REASON_MAX	200

/**
 * snt_sections_read - read a file
 * @path: the file
 * @len: how many characters it has
 * @error: what is wrong, when something is
 *
 * Return: its characters, to be freed with free(); or NULL with errno set.
 */
char *snt_sections_read(const char *path, size_t *len,
			struct snt_conf_error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), why;
	char *text = fd < 0 ? NULL : snt_file_read(fd, len);

	why = errno;
	memset(error, 0, sizeof(*error));
	if (!text)
		snprintf(error->text, sizeof(error->text), "%s", strerror(why));
	if (fd >= 0)
		close(fd);
	errno = why;
	return text;
}

static int begin(struct snt_sections *sections, char *name)
{
	snt_line_strip(name);
	return sections->begin(sections, name);
}

static int parse_line(struct snt_line_reader *reader, char *line)
{
	struct snt_sections *sections = (struct snt_sections *)reader;
	char *text, *equals;

	*snt_line_comment(line) = '\0';
	text = snt_line_trim(line);
	if (!*text)
		return 0;
	if (*text == '[')
		return begin(sections, text);
	equals = strchr(text, '=');
	if (!equals)
		return snt_sections_fail(sections, "`%s' is not a `Key = value' line",
					 text);
	*equals = '\0';
	snt_line_strip(text);
	return sections->set(sections, text, snt_line_trim(equals + 1));
}

/**
 * snt_sections_parse - hand a file over line by line
 * @sections: takes the lines
 * @text: the characters
 * @len: how many
 *
 * Return: 0 or -EINVAL.
 */
int snt_sections_parse(struct snt_sections *sections, const char *text,
		       size_t len)
{
	int ret;

	sections->reader.read = parse_line;
	ret = snt_line_for_each(&sections->reader, text, len);
	return ret == -EILSEQ ? snt_sections_fail(sections, "NUL byte") : ret;
}

/**
 * snt_sections_fail - say what is wrong with a line
 * @sections: at the line
 * @format: one line without its end
 *
 * Return: -EINVAL.
 */
int snt_sections_fail(struct snt_sections *sections, const char *format, ...)
{
	struct snt_conf_error *error = sections->error;
	va_list args;

	va_start(args, format);
	vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	error->line = sections->reader.line;
	return -EINVAL;
}

/**
 * snt_sections_fail_key - say of which key something is wrong
 * @sections: what is wrong is said
 * @key: its name
 *
 * Return: -EINVAL.
 */
int snt_sections_fail_key(struct snt_sections *sections, const char *key)
{
	char reason[sizeof(sections->error->text)];

	strcpy(reason, sections->error->text);
	return snt_sections_fail(sections, "%s: %.*s", key, REASON_MAX, reason);
}

/**
 * snt_sections_set_text - take a text, which may be said once only
 * @sections: at the line
 * @text: NULL before; to be freed with free()
 * @value: the value
 *
 * Return: 0 or -EINVAL.
 */
int snt_sections_set_text(struct snt_sections *sections, char **text,
			  const char *value)
{
	if (!*value)
		return snt_sections_fail(sections, "there is no value behind the `='");
	if (*text)
		return snt_sections_fail(sections, "it was said before: `%s'",
					 *text);
	*text = snt_mem_copy(value, strlen(value));
	return 0;
}

/**
 * snt_sections_set_number - take a number
 * @sections: at the line
 * @number: set
 * @value: the value
 * @least: the smallest that may be
 * @most: the largest
 *
 * Return: 0 or -EINVAL.
 */
int snt_sections_set_number(struct snt_sections *sections, uint32_t *number,
			    const char *value, uint32_t least, uint32_t most)
{
	unsigned long n;
	char *end;

	errno = 0;
	n = strtoul(value, &end, 10);
	if (!isdigit((unsigned char)*value) || *end || errno || n < least ||
	    n > most)
		return snt_sections_fail(sections, "`%s' is not a number from %u to %u",
					 value, least, most);
	*number = n;
	return 0;
}

/**
 * snt_sections_set_bool - take a yes or no
 * @sections: at the line
 * @to: set
 * @value: the value
 *
 * Return: 0 or -EINVAL.
 */
int snt_sections_set_bool(struct snt_sections *sections, bool *to,
			  const char *value)
{
	*to = !strcasecmp(value, "true");
	return *to || !strcasecmp(value, "false") ? 0 :
	       snt_sections_fail(sections, "`%s' is not `true' or `false'",
				 value);
}

/**
 * snt_sections_add_list - take what stands between commas
 * @sections: at the line
 * @list: becomes longer
 * @value: the value, with or without white space
 *
 * Return: 0 or -EINVAL.
 */
int snt_sections_add_list(struct snt_sections *sections, struct snt_list *list,
			  const char *value)
{
	char *text;

	if (!*value)
		return snt_sections_fail(sections, "there is no value behind the `='");
	text = snt_mem_copy(value, strlen(value));
	snt_line_strip(text);
	snt_list_split(list, text);
	free(text);
	return 0;
}
