-- Visits: the sessions of an alliance (a login also has a "session", so the
-- code says visit). State and presence are those of core/visit.h.

CREATE TABLE visit (
    id                 {bytes} PRIMARY KEY,
    alliance           {bytes} NOT NULL REFERENCES alliance (id),
    number             BIGINT,            -- counts sessions that took place
    wall               TEXT NOT NULL,     -- what was agreed: 2026-11-24T18:00
    zone               TEXT NOT NULL,     -- in this IANA zone
    starts_ms          BIGINT NOT NULL,   -- the same instant in UTC
    minutes            BIGINT NOT NULL,
    medium             TEXT NOT NULL CHECK (medium IN ('video', 'voice', 'text')),
    state              TEXT NOT NULL,
    client_presence    TEXT NOT NULL,
    therapist_presence TEXT NOT NULL,
    client_came        BIGINT NOT NULL,   -- 1 once the client has arrived
    therapist_came     BIGINT NOT NULL,
    client_admitted    BIGINT NOT NULL,   -- 1 while coming back needs no knock
    why                TEXT NOT NULL,     -- the rule behind the last change
    planner            {bytes} NOT NULL REFERENCES account (id),
    created_ms         BIGINT NOT NULL,
    started_ms         BIGINT,
    ended_ms           BIGINT,
    empty_ms           BIGINT,            -- open, and both away since
    UNIQUE (alliance, number)
);
CREATE INDEX visit_alliance ON visit (alliance, starts_ms);
CREATE INDEX visit_due ON visit (state, starts_ms);
