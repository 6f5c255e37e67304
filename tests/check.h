/* SPDX-License-Identifier: Apache-2.0 */
/* tests/check.h: a test is TEST(claim_about_the_code) { CHECK(…); }. Tests
 * register themselves (their order does not matter) and cmocka runs them. One
 * file of tests is one program; its main comes with this header. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

enum { CHECK_TESTS_MAX = 256 };

static struct CMUnitTest check_tests[CHECK_TESTS_MAX];
static size_t check_count;

#define TEST(claim)                                                            \
    static void claim(void **);                                                \
    __attribute__((constructor)) static void claim##_register(void)            \
    {                                                                          \
        check_tests[check_count++] =                                           \
            (struct CMUnitTest){ #claim, claim, NULL, NULL, NULL };            \
    }                                                                          \
    static void claim(void **check_state __attribute__((unused)))

#define CHECK(claim) assert_true(claim)
#define CHECK_TEXT(text_, literal)                                             \
    do {                                                                       \
        assert_int_equal((text_).len, strlen(literal));                        \
        assert_memory_equal((text_).ptr, literal, strlen(literal));            \
    } while (0)

int main(void)
{
    return _cmocka_run_group_tests(__FILE__, check_tests, check_count, NULL,
                                   NULL);
}
