/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "tests/daemon/stores.h"

static const struct migration two[] = {
    { 1, "pets",
      "CREATE TABLE pet (name TEXT PRIMARY KEY, photo {bytes});"
      "CREATE INDEX pet_photo ON pet (photo); -- {bytes} here too" },
    { 2, "owners",
      "ALTER TABLE pet ADD COLUMN owner TEXT;"
      "UPDATE pet SET owner = 'nobody'" },
};
static const struct migration broken[] = {
    { 1, "pets", "CREATE TABLE pet (name TEXT PRIMARY KEY, photo {bytes})" },
    { 2, "wrong", "CREATE TABLE half (name TEXT); CREATE NONSENSE" },
};

static int64_t number(struct store_conn *c, const char *sql)
{
    struct query *q = query_open(c, sql);
    int64_t n = -1;

    if (query_step(q) == QUERY_ROW)
        n = query_int(q, "n");
    query_close(q);
    return n;
}

TEST_STORES(migrations_are_applied_once_and_in_order)
{
    CHECK(store_version(t->conn) == 0);
    CHECK(store_migrate(t->conn, two, 1) == ERR_OK);
    CHECK(store_version(t->conn) == 1);
    CHECK(store_run(t->conn, "INSERT INTO pet (name) VALUES ('Rex')") ==
          ERR_OK);
    CHECK(store_migrate(t->conn, two, 2) == ERR_OK);
    CHECK(store_migrate(t->conn, two, 2) == ERR_OK);
    CHECK(store_version(t->conn) == 2);
    CHECK(number(t->conn, "SELECT COUNT(*) AS n FROM migration") == 2);
    CHECK(number(t->conn, "SELECT COUNT(*) AS n FROM pet"
                          " WHERE owner = 'nobody'") == 1);
}

TEST_STORES(a_migration_that_fails_leaves_nothing_behind)
{
    CHECK(store_migrate(t->conn, broken, 2) == ERR_STORE);
    CHECK(store_version(t->conn) == 1);
    CHECK(store_run(t->conn, "CREATE TABLE half (name TEXT)") == ERR_OK);
}

TEST_STORES(a_store_newer_than_the_program_is_refused)
{
    CHECK(store_migrate(t->conn, two, 2) == ERR_OK);
    CHECK(store_migrate(t->conn, two, 1) == ERR_STORE);
    CHECK(store_version(t->conn) == 2);
}

TEST_STORES(the_house_is_built_from_nothing)
{
    CHECK(store_migrate(t->conn, house_migrations, house_migrations_count) ==
          ERR_OK);
    CHECK(store_version(t->conn) == house_migrations_count);
    CHECK(number(t->conn, "SELECT COUNT(*) AS n FROM agreement") == 0);
}

TEST_STORES(the_keystore_is_built_from_nothing)
{
    CHECK(store_migrate(t->conn, keystore_migrations,
                        keystore_migrations_count) == ERR_OK);
    CHECK(number(t->conn, "SELECT COUNT(*) AS n FROM person") == 0);
}

/* Rows of the tables each migration makes, with what they need, so that the
 * migrations behind it meet a house people live in. */
static const char *const lived_in[] = {
    [1] = "INSERT INTO account (id, login, role, name, public_key, sealed_key,"
          " created_ms) VALUES"
          " (X'01', 'ann', 'therapist', X'00', X'00', X'00', 1),"
          " (X'02', 'ben', 'client', X'00', X'00', X'00', 1);"
          "INSERT INTO slot (account, kind, scheme, salt, memory_kib, passes,"
          " lanes, auth_hash, wrapped, changed_ms) VALUES"
          " (X'01', 'passphrase', 1, X'00', 65536, 3, 1, X'00', X'00', 1);"
          "INSERT INTO login (token_hash, account, created_ms, seen_ms,"
          " expires_ms) VALUES (X'0A', X'01', 1, 1, 2)",
    [2] = "INSERT INTO alliance (id, kind, conversation, founder, created_ms)"
          " VALUES (X'03', 'pair', X'04', X'01', 1);"
          "INSERT INTO member (alliance, account, role, joined_ms) VALUES"
          " (X'03', X'01', 'therapist', 1), (X'03', X'02', 'client', 1);"
          "INSERT INTO invitation (id, token_hash, role, alliance, inviter,"
          " created_ms, expires_ms, used_ms) VALUES"
          " (X'05', X'06', 'client', X'03', X'01', 1, 2, 1);"
          "INSERT INTO event (alliance, seq, at_ms, kind, object, sender,"
          " sealed) VALUES (X'03', 1, 1, 'message', X'07', X'01', X'00');"
          "INSERT INTO secret_grant (conversation, epoch, member, granter,"
          " sealed, at_ms) VALUES (X'04', 1, X'02', X'01', X'00', 1)",
    [3] = "INSERT INTO visit (id, alliance, number, wall, zone, starts_ms,"
          " minutes, medium, state, client_presence, therapist_presence,"
          " client_came, therapist_came, client_admitted, why, planner,"
          " created_ms, started_ms, ended_ms) VALUES"
          " (X'08', X'03', 1, '2026-11-24T18:00', 'Europe/Berlin', 1, 50,"
          " 'video', 'ended', 'away', 'away', 1, 1, 0, '', X'01', 1, 1, 2)",
    [4] = "INSERT INTO closing (visit, account, role, state, kept, at_ms)"
          " VALUES (X'08', X'02', 'client', 'answered', X'00', 3);"
          "INSERT INTO day (account, day, kept) VALUES"
          " (X'02', '2026-11-22', X'00')",
    [5] = "INSERT INTO goal (id, alliance, writer, revision, sealed, state,"
          " created_ms, changed_ms) VALUES"
          " (X'09', X'03', X'02', 1, X'00', 'proposed', 1, 1);"
          "INSERT INTO task (id, alliance, goal, writer, revision, sealed,"
          " state, created_ms, changed_ms) VALUES"
          " (X'0B', X'03', X'09', X'02', 1, X'00', 'proposed', 1, 1);"
          "INSERT INTO agreement (kind, object, account, revision, at_ms)"
          " VALUES ('goal', X'09', X'02', 1, 1)",
    [6] = "INSERT INTO tree_leaf (tree, seq, subject, entry, hash) VALUES"
          " ('audit', 0, X'02', X'00', X'00');"
          "INSERT INTO tree_node (tree, level, place, hash) VALUES"
          " ('audit', 1, 0, X'00');"
          "INSERT INTO tree_head (tree, size, at_ms, root, signature) VALUES"
          " ('audit', 1, 1, X'00', X'00')",
    [7] = "INSERT INTO alliance (id, kind, conversation, about, founder,"
          " created_ms) VALUES"
          " (X'0C', 'self', X'0D', NULL, X'02', 1),"
          " (X'0E', 'notes', X'0F', X'03', X'01', 1),"
          " (X'10', 'couple', X'11', NULL, X'01', 1)",
    [8] = "INSERT INTO receipt (alliance, account, delivered_seq, read_seq)"
          " VALUES (X'03', X'02', 1, 1)",
    [9] = "INSERT INTO attachment (id, alliance, owner, size, chunks,"
          " created_ms) VALUES (X'0C', X'03', X'02', 1, 1, 1);"
          "INSERT INTO attachment_chunk (attachment, n, sealed) VALUES"
          " (X'0C', 0, X'00')",
    [10] = "INSERT INTO contract (account, kept, changed_ms) VALUES"
           " (X'01', X'00', 1)",
    [11] = "INSERT INTO recovery_key (id, public_key, maker, made_ms,"
           " applies_ms) VALUES (X'12', X'00', X'01', 1, 1);"
           "INSERT INTO recovery_grant (conversation, epoch, recovery_key,"
           " granter, sealed, at_ms) VALUES"
           " (X'04', 1, X'12', X'01', X'00', 1)",
    [12] = "INSERT INTO totp (account, seed, counter, created_ms,"
           " confirmed_ms) VALUES (X'01', X'00', -1, 1, 1);"
           "INSERT INTO passkey (id, account, credential, algorithm,"
           " public_key, name, count, backup_eligible, backed_up, created_ms)"
           " VALUES (X'20', X'01', X'21', -7, X'00', X'00', 0, 0, 0, 1);"
           "INSERT INTO device (id, token_hash, account, name, created_ms,"
           " seen_ms) VALUES (X'22', X'23', X'01', X'00', 1, 1);"
           "INSERT INTO tiding (account, at_ms, kind, device) VALUES"
           " (X'01', 1, 'device', X'22');"
           "INSERT INTO login (token_hash, account, device, owes_factor,"
           " created_ms, seen_ms, expires_ms) VALUES"
           " (X'0A', X'01', X'22', 0, 1, 1, 2)",
    [13] = "UPDATE account SET closed_ms = 1 WHERE id = X'02'",
    [14] = "INSERT INTO way_back (id, token_hash, account, alliance, giver,"
           " created_ms, opens_ms, expires_ms) VALUES"
           " (X'30', X'31', X'02', X'03', X'01', 1, 1, 2);"
           "INSERT INTO former_key (account, n, public_key, sealed_key,"
           " until_ms) VALUES (X'02', 1, X'00', X'00', 1);"
           "INSERT INTO former_slot (account, n, kind, scheme, salt,"
           " memory_kib, passes, lanes, auth_hash, wrapped) VALUES"
           " (X'02', 1, 'recovery', 1, X'00', 0, 0, 0, X'00', X'00');"
           "INSERT INTO former_grant (account, n, conversation, epoch,"
           " granter, sealed) VALUES (X'02', 1, X'04', 1, X'01', X'00')",
    [15] = "INSERT INTO policy (alliance, message, seq)"
           " VALUES (X'03', X'05', 1);"
           "INSERT INTO policy_agreement (alliance, account, message, revision,"
           " at_ms) VALUES (X'03', X'02', X'05', 0, 1);"
           "INSERT INTO joint_release (id, alliance, asker, at_ms)"
           " VALUES (X'40', X'03', X'01', 1);"
           "INSERT INTO joint_answer (joint_release, account, yes, at_ms)"
           " VALUES (X'40', X'02', 1, 1)",
    [18] = "INSERT INTO awake (one, at_ms) VALUES (1, 1)",
    [17] = "INSERT INTO visit_gap (visit, account, said_ms, from_ms, until_ms)"
           " VALUES (X'08', X'02', 1, 1, 2)",
    [16] = "INSERT INTO arrival (visit, account, revision, sealed, changed_ms)"
           " VALUES (X'08', X'02', 1, X'00', 1)",
};

/* X'01' is bytes for SQLite; PostgreSQL spells them '\x01'. */
static enum err live_in(struct test_store *t, const char *sql)
{
    char spelled[4096];
    size_t len = 0;

    for (; *sql; sql++) {
        CHECK(len + 4 < sizeof spelled);
        if (sql[0] == 'X' && sql[1] == '\'' &&
            strcmp(t->kind, "postgres") == 0) {
            memcpy(spelled + len, "'\\x", 3);
            len += 3;
            sql++;
        } else {
            spelled[len++] = *sql;
        }
    }
    spelled[len] = '\0';
    return store_run(t->conn, spelled);
}

TEST_STORES(each_migration_meets_a_house_that_is_lived_in)
{
    int known = (int)(sizeof lived_in / sizeof *lived_in) - 1;

    /* A new migration brings rows for its tables. */
    CHECK(house_migrations_count == known);
    for (int i = 1; i <= house_migrations_count; i++) {
        CHECK(store_migrate(t->conn, house_migrations, i) == ERR_OK);
        CHECK(store_version(t->conn) == i);
        CHECK(live_in(t, lived_in[i]) == ERR_OK);
    }
    CHECK(number(t->conn, "SELECT COUNT(*) AS n FROM account") == 2);
    CHECK(number(t->conn, "SELECT COUNT(*) AS n FROM event") == 1);
    CHECK(number(t->conn, "SELECT COUNT(*) AS n FROM agreement") == 1);
    CHECK(number(t->conn, "SELECT COUNT(*) AS n FROM login") == 1);
    CHECK(number(t->conn, "SELECT COUNT(*) AS n FROM visit_chair"
                          " WHERE presence = 'away' AND came = 1 AND met = 1"
                          " AND trouble = 0 AND account IS NOT NULL") == 2);
    CHECK(number(t->conn, "SELECT COUNT(*) AS n FROM alliance"
                          " WHERE kind = 'pair' AND about IS NULL") == 1);
    CHECK(store_run(t->conn, "UPDATE alliance SET kind = 'crowd'") != ERR_OK);
    CHECK(live_in(t, "INSERT INTO alliance (id, kind, conversation, about,"
                     " founder, created_ms) VALUES"
                     " (X'12', 'notes', X'13', X'99', X'01', 1)") != ERR_OK);
}
