/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The part of KUnit that module/tests uses, for user space: the same test files
 * run here under sanitizers every day, and in the kernel to confirm it. One
 * failed expectation goes on, one failed assertion ends the test.
 */
#ifndef _SNT_KUNIT_TEST_H
#define _SNT_KUNIT_TEST_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define KUNIT_PARAM_DESC_SIZE	128
#define GFP_KERNEL		0
#define __printf(format, args)	\
	__attribute__((__format__(printf, format, args)))

enum kunit_status {
	KUNIT_SUCCESS,
	KUNIT_FAILURE,
	KUNIT_SKIPPED,
};

struct kunit_memory;

struct kunit {
	void *priv;
	const void *param_value;
	const char *name;
	enum kunit_status status;
	const char *skip_reason;
	struct kunit_memory *memory;
	jmp_buf end;
};

struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
	const void *(*generate_params)(const void *prev, char *desc);
};

struct kunit_suite {
	const char *name;
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	struct kunit_case *test_cases;
};

void kunit_register(struct kunit_suite **suites, size_t nr);
void kunit_fail(struct kunit *test, const char *file, int line,
		const char *format, ...) __printf(4, 5);
void kunit_log(const char *format, ...) __printf(1, 2);
void *kunit_kzalloc(struct kunit *test, size_t size, int gfp);

#define KUNIT_CASE(test)		{ .run_case = (test), .name = #test }
#define KUNIT_CASE_SLOW(test)		KUNIT_CASE(test)
#define KUNIT_CASE_PARAM(test, gen)					\
	{ .run_case = (test), .name = #test, .generate_params = (gen) }

#define KUNIT_ARRAY_PARAM(name, array, get_desc)			\
	static const void *name##_gen_params(const void *prev, char *desc) \
	{								\
		const __typeof__((array)[0]) *next = prev;		\
									\
		next = next ? next + 1 : (array);			\
		if ((size_t)(next - (array)) >=				\
		    sizeof(array) / sizeof((array)[0]))			\
			return NULL;					\
		void (*describe)(__typeof__(next), char *) = get_desc;	\
		if (describe)						\
			describe(next, desc);				\
		return next;						\
	}

#define kunit_test_suites(...)						\
	static struct kunit_suite *kunit_suites_here[] = { __VA_ARGS__ }; \
	__attribute__((constructor)) static void kunit_register_here(void) \
	{								\
		kunit_register(kunit_suites_here,			\
			       sizeof(kunit_suites_here) /		\
			       sizeof(kunit_suites_here[0]));		\
	}
#define kunit_test_suite(suite)		kunit_test_suites(&(suite))

#define kunit_info(test, format, ...)					\
	kunit_log("# %s: " format, (test)->name, ##__VA_ARGS__)

#define kunit_skip(test, reason)					\
	do {								\
		(test)->status = KUNIT_SKIPPED;				\
		(test)->skip_reason = (reason);				\
		longjmp((test)->end, 1);				\
	} while (0)

#define KUNIT_FAIL(test, ...)						\
	kunit_fail(test, __FILE__, __LINE__, __VA_ARGS__)

#define KUNIT_CHECK_(test, left, op, right, then, format, ...)		\
	do {								\
		const __typeof__(left) left_ = (left);			\
		const __typeof__(right) right_ = (right);		\
									\
		if (!(left_ op right_)) {				\
			kunit_fail(test, __FILE__, __LINE__,		\
				   "%s %s %s (%lld and %lld) " format,	\
				   #left, #op, #right,			\
				   (long long)(left_), (long long)(right_), \
				   ##__VA_ARGS__);			\
			then;						\
		}							\
	} while (0)

#define KUNIT_EXPECT_(t, a, op, b)	KUNIT_CHECK_(t, a, op, b, (void)0, "")
#define KUNIT_EXPECT_EQ(t, a, b)	KUNIT_EXPECT_(t, a, ==, b)
#define KUNIT_EXPECT_NE(t, a, b)	KUNIT_EXPECT_(t, a, !=, b)
#define KUNIT_EXPECT_LT(t, a, b)	KUNIT_EXPECT_(t, a, <, b)
#define KUNIT_EXPECT_LE(t, a, b)	KUNIT_EXPECT_(t, a, <=, b)
#define KUNIT_EXPECT_GT(t, a, b)	KUNIT_EXPECT_(t, a, >, b)
#define KUNIT_EXPECT_GE(t, a, b)	KUNIT_EXPECT_(t, a, >=, b)
#define KUNIT_EXPECT_TRUE(t, a)		KUNIT_EXPECT_(t, !!(a), ==, 1)
#define KUNIT_EXPECT_FALSE(t, a)	KUNIT_EXPECT_(t, !!(a), ==, 0)
#define KUNIT_EXPECT_PTR_EQ(t, a, b)					\
	KUNIT_EXPECT_EQ(t, (size_t)(a), (size_t)(b))
#define KUNIT_EXPECT_NULL(t, a)		KUNIT_EXPECT_PTR_EQ(t, a, NULL)
#define KUNIT_EXPECT_NOT_NULL(t, a)	KUNIT_EXPECT_TRUE(t, (a) != NULL)

#define KUNIT_EXPECT_EQ_MSG(t, a, b, ...)				\
	KUNIT_CHECK_(t, a, ==, b, (void)0, __VA_ARGS__)
#define KUNIT_EXPECT_TRUE_MSG(t, a, ...)				\
	KUNIT_CHECK_(t, !!(a), ==, 1, (void)0, __VA_ARGS__)
#define KUNIT_EXPECT_FALSE_MSG(t, a, ...)				\
	KUNIT_CHECK_(t, !!(a), ==, 0, (void)0, __VA_ARGS__)

#define KUNIT_ASSERT_(t, a, op, b)					\
	KUNIT_CHECK_(t, a, op, b, longjmp((t)->end, 1), "")
#define KUNIT_ASSERT_EQ(t, a, b)	KUNIT_ASSERT_(t, a, ==, b)
#define KUNIT_ASSERT_NE(t, a, b)	KUNIT_ASSERT_(t, a, !=, b)
#define KUNIT_ASSERT_TRUE(t, a)		KUNIT_ASSERT_(t, !!(a), ==, 1)
#define KUNIT_ASSERT_FALSE(t, a)	KUNIT_ASSERT_(t, !!(a), ==, 0)
#define KUNIT_ASSERT_LT(t, a, b)	KUNIT_ASSERT_(t, a, <, b)
#define KUNIT_ASSERT_NOT_NULL(t, a)	KUNIT_ASSERT_TRUE(t, (a) != NULL)
#define KUNIT_ASSERT_NOT_ERR_OR_NULL(t, a)				\
	KUNIT_ASSERT_TRUE(t, (a) != NULL)
#define KUNIT_ASSERT_EQ_MSG(t, a, b, ...)				\
	KUNIT_CHECK_(t, a, ==, b, longjmp((t)->end, 1), __VA_ARGS__)

/* What the kernel's headers bring along with the real one. */
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define MODULE_LICENSE(text)	_Static_assert(1, text)
#define MODULE_DESCRIPTION(text) _Static_assert(1, text)
#define strscpy(dst, src, size)	kunit_strscpy(dst, src, size)
void kunit_strscpy(char *dst, const char *src, size_t size);

#endif /* _SNT_KUNIT_TEST_H */
