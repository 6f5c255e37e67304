/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/audit/audit.h: who did what to whose record, in a log that can only
 * grow (daemon/audit/tree.h). Never what was in it. No log, no read: whatever
 * shows one person what belongs to another is written down first.
 *
 * An entry is CBOR: ["rapport audit 1", seq, at_ms, subject or null, id,
 * action, outcome, hash, box]. Who did it, with which login and to what, is in
 * the box, kept with the subject's own key: erase the key, and the entry still
 * has its hash but tells nothing any more. hash = SHA-256 of the opened box,
 * so that a device can check what it is told against the entry. The box is
 * CBOR, too: ["rapport audit details 1", salt, actor or null, role, login or
 * null, object or null]. The salt keeps the hash from being guessed.
 *
 * How to write one, beside a change:      and before showing something:
 *     audit_note(q, &what, &note);           audit_do(q, &what, 1);
 *     … in the job: audit_add(c, &note); */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/audit/tree.h"
#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"
#include "daemon/net/route.h"

struct keeper;
struct store_conn;
struct writer;

enum audit_action {
    AUDIT_SIGN_IN,           /* subject: the account; refused: a wrong secret */
    AUDIT_SLOT_CHANGED,      /* subject: the account */
    AUDIT_FACTOR_CHANGED,    /* subject: the account */
    AUDIT_KEY_CHANGED,       /* subject: the account with another key */
    AUDIT_CHECKS_READ,       /* subject: who answered; object: the alliance */
    AUDIT_CLOSING_READ,      /* subject: who answered; object: the visit */
    AUDIT_DAYS_READ,         /* subject: whose days */
    AUDIT_GRANT_GIVEN,       /* subject: the member; object: conversation */
    AUDIT_INVITED,           /* subject: who invites; object: the alliance */
    AUDIT_JOINED,            /* subject: the new member; object: the alliance */
    AUDIT_LEFT,              /* subject: the member; object: the alliance */
    AUDIT_EXPORTED,          /* subject: whose data */
    AUDIT_ERASED,            /* subject: who was erased */
    AUDIT_RECOVERY_GRANTED,  /* subject: whose record; object: the key */
    AUDIT_RECOVERY_KEY_USED, /* subject: whose record was opened with it */
    AUDIT_ROTATED,           /* nobody's: the master key changed */
    AUDIT_WAY_BACK_GIVEN,    /* subject: the account; object: the alliance */
    AUDIT_WAY_BACK_STOPPED,  /* subject: the account */
    AUDIT_RELEASED,          /* subject: who said yes (refused: no); object: the
                                release of a couple's record */
    AUDIT_ACTION_COUNT
};

enum audit_outcome { AUDIT_DONE, AUDIT_REFUSED };

const char *audit_action_name(enum audit_action a); /* "sign_in" */

struct audit_what {
    enum audit_action action;
    enum audit_outcome outcome;
    struct id subject; /* all zero: whoever acts */
    struct id object;  /* all zero: none */
};

/* An entry without its number yet. */
struct audit_note {
    struct id id; /* names the box's place */
    struct audit_what what;
    int64_t at_ms;
    struct text box; /* len 0: nobody's key, or one that was erased */
    struct merkle_hash hash;
};

/* Makes the note; box in the arena. who all zero: nobody we know, or the house
 * itself. A subject without a key gets no box. */
enum err audit_note_of(struct keeper *k, const struct session *who,
                       const struct audit_what *what, int64_t now_ms,
                       struct arena *a, struct audit_note *out);
/* As above, by whoever asks. */
enum err audit_note(const struct request *q, const struct audit_what *what,
                    struct audit_note *out);

/* In a transaction of the writer. */
enum err audit_add(struct store_conn *c, const struct audit_note *n);

/* Writes count entries and returns when they are durable. When it fails,
 * nothing may be shown. */
enum err audit_do(const struct request *q, const struct audit_what *what,
                  size_t count);

/* Writes one without waiting, so that nobody can tell by the time whether
 * there was something to write. A failure is logged. */
void audit_later(struct writer *w, struct keeper *k, const struct session *who,
                 const struct audit_what *what, int64_t now_ms);
