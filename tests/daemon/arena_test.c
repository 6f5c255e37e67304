/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/arena.h"

#include <stdalign.h>

#include "tests/check.h"

TEST(what_it_gives_is_zeroed_aligned_and_apart)
{
    struct arena a;
    unsigned char *parts[200];

    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < 200; i++) {
        parts[i] = arena_alloc(&a, i * 7);
        CHECK(parts[i] != NULL);
        CHECK((uintptr_t)parts[i] % alignof(max_align_t) == 0);
        for (size_t j = 0; j < i * 7; j++)
            CHECK(parts[i][j] == 0);
        memset(parts[i], (int)i, i * 7);
    }
    for (size_t i = 0; i < 200; i++)
        for (size_t j = 0; j < i * 7; j++)
            CHECK(parts[i][j] == (unsigned char)i);
    arena_deinit(&a);
}

TEST(it_never_goes_beyond_its_ceiling)
{
    struct arena a;
    size_t used;

    arena_init(&a, 1000);
    CHECK(arena_alloc(&a, 1001) == NULL);
    CHECK(arena_alloc(&a, SIZE_MAX) == NULL);
    CHECK(arena_alloc(&a, SIZE_MAX - 15) == NULL);
    CHECK(a.used == 0);
    while (arena_alloc(&a, 1) != NULL)
        CHECK(a.used <= 1000);
    used = a.used;
    CHECK(used > 900);
    CHECK(arena_alloc(&a, 100) == NULL);
    CHECK(a.used == used);
    arena_deinit(&a);
    CHECK(arena_alloc(&a, 900) != NULL); /* empty again, same ceiling */
    arena_deinit(&a);
}

TEST(something_large_does_not_waste_the_room_before_it)
{
    struct arena a;
    struct arena_block *first;
    char *small, *after;

    arena_init(&a, 1 << 24);
    small = arena_alloc(&a, 16);
    first = a.first;
    CHECK(arena_alloc(&a, 1 << 20) != NULL);
    CHECK(a.first == first);
    after = arena_alloc(&a, 16);
    CHECK(after == small + 16);
    arena_deinit(&a);
}

TEST(a_text_is_copied_with_a_nul_behind_it)
{
    struct arena a;
    char word[] = "word";
    struct text copy;

    arena_init(&a, 64);
    copy = arena_text(&a, (struct text){ word, 4 });
    word[0] = 'x';
    CHECK_TEXT(copy, "word");
    CHECK(copy.ptr[4] == '\0');
    copy = arena_text(&a, (struct text){ NULL, 0 });
    CHECK(copy.ptr != NULL && copy.len == 0 && copy.ptr[0] == '\0');
    CHECK(arena_text(&a, (struct text){ word, 60 }).ptr == NULL);
    CHECK(arena_text(&a, (struct text){ word, SIZE_MAX }).ptr == NULL);
    arena_deinit(&a);
}
