// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs the KUnit suites that are linked in and prints KTAP.
 *
 * usage: unit [SUITE-OR-TEST-SUBSTRING]
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <kunit/test.h>

#define SUITES_MAX	64

/* The bytes are an allocation of their own, so that any overrun is seen. */
struct kunit_memory {
	struct kunit_memory *next;
	void *bytes;
};

static struct kunit_suite *suites[SUITES_MAX];
static size_t nr_suites;
static unsigned int nr_passed, nr_failed, nr_skipped;

void kunit_register(struct kunit_suite **more, size_t nr)
{
	if (nr_suites + nr > SUITES_MAX)
		abort();
	memcpy(suites + nr_suites, more, nr * sizeof(*more));
	nr_suites += nr;
}

void kunit_log(const char *format, ...)
{
	va_list args;

	fputs("    ", stdout);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

void kunit_fail(struct kunit *test, const char *file, int line,
		const char *format, ...)
{
	va_list args;

	test->status = KUNIT_FAILURE;
	printf("    # %s: FAILED at %s:%d: expected ", test->name, file, line);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

void kunit_strscpy(char *dst, const char *src, size_t size)
{
	snprintf(dst, size, "%s", src);
}

void *kunit_kzalloc(struct kunit *test, size_t size, int gfp)
{
	struct kunit_memory *memory = malloc(sizeof(*memory));

	(void)gfp;
	if (!memory)
		return NULL;
	memory->bytes = calloc(1, size);
	memory->next = test->memory;
	test->memory = memory;
	return memory->bytes;
}

static void free_memory(struct kunit *test)
{
	while (test->memory) {
		struct kunit_memory *next = test->memory->next;

		free(test->memory->bytes);
		free(test->memory);
		test->memory = next;
	}
}

static enum kunit_status run_once(struct kunit_suite *suite,
				  struct kunit_case *kcase, const void *param)
{
	struct kunit test = { .param_value = param, .name = kcase->name };

	if (suite->init && suite->init(&test)) {
		kunit_fail(&test, __FILE__, __LINE__, "init() to succeed");
	} else {
		if (!setjmp(test.end))
			kcase->run_case(&test);
		if (suite->exit)
			suite->exit(&test);
	}
	if (test.status == KUNIT_SKIPPED)
		kunit_log("# %s: skipped: %s", kcase->name, test.skip_reason);
	free_memory(&test);
	return test.status;
}

/* One test, once for each parameter; returns the worst result. */
static enum kunit_status run_case(struct kunit_suite *suite,
				  struct kunit_case *kcase)
{
	enum kunit_status all = KUNIT_SUCCESS, one;
	char desc[KUNIT_PARAM_DESC_SIZE];
	const void *param = NULL;
	unsigned int nr = 0;

	if (!kcase->generate_params)
		return run_once(suite, kcase, NULL);
	for (;;) {
		desc[0] = '\0';
		param = kcase->generate_params(param, desc);
		if (!param)
			break;
		nr++;
		one = run_once(suite, kcase, param);
		if (one == KUNIT_FAILURE) {
			kunit_log("# %s: with parameter %u, %s", kcase->name,
				  nr, desc);
			all = KUNIT_FAILURE;
		}
	}
	kunit_log("# %s: %u parameters", kcase->name, nr);
	return nr ? all : KUNIT_FAILURE;
}

static void report(struct kunit_case *kcase, unsigned int number,
		   enum kunit_status status)
{
	const char *directive = status == KUNIT_SKIPPED ? " # SKIP" : "";
	const char *result = status == KUNIT_FAILURE ? "not ok" : "ok";

	printf("    %s %u %s%s\n", result, number, kcase->name, directive);
	fflush(stdout);
	if (status == KUNIT_FAILURE)
		nr_failed++;
	else if (status == KUNIT_SKIPPED)
		nr_skipped++;
	else
		nr_passed++;
}

static bool is_wanted(struct kunit_suite *suite, struct kunit_case *kcase,
		      const char *filter)
{
	return !filter || strstr(suite->name, filter) ||
	       strstr(kcase->name, filter);
}

static void run_suite(struct kunit_suite *suite, unsigned int number,
		      const char *filter)
{
	unsigned int nr_failed_before = nr_failed, n = 0;
	struct kunit_case *kcase;

	for (kcase = suite->test_cases; kcase->run_case; kcase++)
		n += is_wanted(suite, kcase, filter);
	printf("    KTAP version 1\n    # Subtest: %s\n    1..%u\n",
	       suite->name, n);
	n = 0;
	for (kcase = suite->test_cases; kcase->run_case; kcase++)
		if (is_wanted(suite, kcase, filter))
			report(kcase, ++n, run_case(suite, kcase));
	printf("%s %u %s\n", nr_failed == nr_failed_before ? "ok" : "not ok",
	       number, suite->name);
}

int main(int argc, char **argv)
{
	unsigned int n;

	printf("KTAP version 1\n1..%zu\n", nr_suites);
	for (n = 0; n < nr_suites; n++)
		run_suite(suites[n], n + 1, argc > 1 ? argv[1] : NULL);
	printf("# Totals: pass:%u fail:%u skip:%u\n", nr_passed, nr_failed,
	       nr_skipped);
	return nr_failed || !nr_passed;
}
