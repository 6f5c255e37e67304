/* SPDX-License-Identifier: Apache-2.0 */
/* tests/daemon/couple.h: kinds of alliance for tests, by way of the front
 * door. */
#pragma once

#include "tests/daemon/house.h"

/* The status of founding one; id is that of the answer. about may be NULL. */
int space(struct person *by, const char *kind, const char *about, char id[32]);

/* The same for the private space of one of a couple. */
int private_space(struct person *therapist, const char *couple,
                  const char *client, char id[32], char conversation[32]);

/* A letter that says how secrets are held; its id. */
void write_policy(struct person *therapist, const char *joint, char letter[32]);
/* The status of saying so to the server, and of agreeing to it. */
int name_policy(struct person *by, const char *joint, const char *letter);
int agree(struct person *by, const char *joint, const char *letter,
          int revision);
/* All of that, so that private spaces may be opened. */
void both_agree(struct person *therapist, struct person *one,
                struct person *other, const char *joint);

/* A therapist with a couple that has agreed: the joint space and a private one
 * for each. */
struct couple {
    struct person therapist, anna, ben;
    char joint[32], annas[32], bens[32];
    char annas_conversation[32], bens_conversation[32];
};
void test_couple(struct test_house *t, struct couple *out);
void test_couple_free(struct couple *c);
