// SPDX-License-Identifier: GPL-2.0-only
/*
 * Looking up fields, and what is the same for all of them.
 */
#include "fields.h"

#include <string.h>
#include <strings.h>

/**
 * snt_field_in_files - find a field by its key in files
 * @kind: of object
 * @name: key, in any case
 *
 * Return: the field, or NULL.
 */
const struct snt_field *snt_field_in_files(const struct snt_kind *kind,
					   const char *name)
{
	const struct snt_field *const *row;

	if (kind->id && kind->id->in_files && !strcasecmp(kind->id->in_files, name))
		return kind->id;
	snt_for_each_field(row, kind->files) {
		if (!strcasecmp((*row)->in_files, name))
			return *row;
	}
	return NULL;
}

/**
 * snt_field_in_set - find a field by its word in "set"
 * @kind: of object
 * @name: word
 *
 * Return: the field, or NULL.
 */
const struct snt_field *snt_field_in_set(const struct snt_kind *kind,
					 const char *name)
{
	const struct snt_field *const *row;

	snt_for_each_field(row, kind->words) {
		if (!strcmp((*row)->in_set, name))
			return *row;
	}
	return NULL;
}

/**
 * snt_kind_has_column - is there a FIELD of that name?
 * @kind: of object
 * @name: FIELD of "show"
 *
 * Return: whether there is.
 */
bool snt_kind_has_column(const struct snt_kind *kind, const char *name)
{
	const struct snt_field *const *row;

	snt_for_each_field(row, kind->shown) {
		if ((*row)->in_show && !strcmp((*row)->in_show, name))
			return true;
	}
	return false;
}

/**
 * snt_field_parse - set a field to what people write
 * @field: one whose type can be parsed
 * @object: has the value
 * @text: as written
 *
 * Return: NULL, or what it should have been, for "is not ..."; valid until the
 * next call.
 */
const char *snt_field_parse(const struct snt_field *field, void *object,
			    const char *text)
{
	const char *want = field->type->parse(field, object, text);

	if (!want)
		*snt_field_flags(field, object) |= field->flag;
	return want;
}

/**
 * snt_field_is_zero - is the value all zero?
 * @field: the field
 * @object: has the value
 *
 * Return: whether it is.
 */
bool snt_field_is_zero(const struct snt_field *field, const void *object)
{
	const char *value = snt_field_value(field, object);
	size_t i;

	for (i = 0; i < field->size; i++) {
		if (value[i])
			return false;
	}
	return true;
}

/**
 * snt_field_is_quiet - is the value what is usual, and not worth saying?
 * @field: the field
 * @object: has the value
 *
 * Return: whether it is.
 */
bool snt_field_is_quiet(const struct snt_field *field, const void *object)
{
	if (!field->quiet)
		return false;
	if (!field->usual)
		return snt_field_is_zero(field, object);
	return *(const uint32_t *)snt_field_value(field, object) ==
	       field->usual;
}

/**
 * snt_field_is_there - is there something to show?
 * @field: the field
 * @object: has it or not
 *
 * Return: whether there is.
 */
bool snt_field_is_there(const struct snt_field *field, const void *object)
{
	switch (field->type->presence) {
	case SNT_BY_FLAG:
		return !field->flag || snt_field_is_set(field, object);
	case SNT_BY_VALUE:
		return !snt_field_is_zero(field, object);
	default:
		return true;
	}
}

/**
 * snt_field_copy - give one object the value of another
 * @field: one whose value holds no memory of its own
 * @to: gets it; its flags stay
 * @from: has it
 */
void snt_field_copy(const struct snt_field *field, void *to, const void *from)
{
	memcpy(snt_field_value(field, to), snt_field_value(field, from),
	       field->size);
}
