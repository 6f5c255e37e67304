/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/keeper/rotation.h: the steps from one generation of the master key to
 * the next, in their order. The number in the keystore says which generation
 * is in force; it changes in the one commit that also wraps everybody's key
 * anew. So whoever stops between two steps leaves a keystore that opens: under
 * the old key before the commit, under the new one after it. What is then left
 * over is cleared away by the next to open it. Only daemon/keeper, and the
 * test that stops between steps, include this. */
#pragma once

#include <stdint.h>

#include "daemon/base/err.h"

struct keeper;
struct master;

struct rotation {
    struct keeper *k;
    uint32_t from;
    struct master *next;
    int64_t people;
};

typedef enum err (*rotation_step)(struct rotation *r);

enum { ROTATION_STEPS = 5 };

/* The first ROTATION_COMMITTED of them can be undone by a rollback. */
enum { ROTATION_COMMITTED = 3 };
extern const rotation_step rotation_steps[ROTATION_STEPS];
