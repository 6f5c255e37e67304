-- Chairs: who sits in a session. A pair has two, a couple three. What the
-- words mean says core/visit.h.

CREATE TABLE visit_chair (
    visit        {bytes} NOT NULL REFERENCES visit (id),
    place        BIGINT NOT NULL,      -- 0 is the therapist's; clients follow
    account      {bytes} REFERENCES account (id), -- NULL until they have joined
    presence     TEXT NOT NULL,        -- away, waiting, in or dropped
    came         BIGINT NOT NULL,      -- 1 once they have arrived
    admitted     BIGINT NOT NULL,      -- 1 while coming back needs no knock
    met          BIGINT NOT NULL,      -- 1 once they were with the other side
    trouble      BIGINT NOT NULL,      -- 1: their device failed before that
    late_minutes BIGINT NOT NULL,      -- of the first arrival
    PRIMARY KEY (visit, place)
);
CREATE INDEX visit_chair_account ON visit_chair (account, presence);

-- Old sessions move over. How late people were was not kept; a line that had
-- dropped is known from the last change alone.
INSERT INTO visit_chair (visit, place, account, presence, came, admitted, met,
                         trouble, late_minutes)
SELECT id, 0,
       (SELECT account FROM member
         WHERE member.alliance = visit.alliance AND role = 'therapist'
         ORDER BY joined_ms LIMIT 1),
       CASE WHEN why = 'therapist_dropped' THEN 'dropped'
            ELSE therapist_presence END,
       therapist_came, 0,
       CASE WHEN started_ms IS NULL THEN 0 ELSE 1 END,
       CASE WHEN why = 'therapist_dropped' AND started_ms IS NULL THEN 1
            ELSE 0 END,
       0
  FROM visit;

INSERT INTO visit_chair (visit, place, account, presence, came, admitted, met,
                         trouble, late_minutes)
SELECT id, 1,
       (SELECT account FROM member
         WHERE member.alliance = visit.alliance AND role = 'client'
         ORDER BY joined_ms LIMIT 1),
       CASE WHEN why = 'client_dropped' THEN 'dropped'
            ELSE client_presence END,
       client_came, client_admitted,
       CASE WHEN started_ms IS NULL THEN 0 ELSE 1 END,
       CASE WHEN why = 'client_dropped' AND started_ms IS NULL THEN 1
            ELSE 0 END,
       0
  FROM visit;

ALTER TABLE visit DROP COLUMN client_presence;
ALTER TABLE visit DROP COLUMN therapist_presence;
ALTER TABLE visit DROP COLUMN client_came;
ALTER TABLE visit DROP COLUMN therapist_came;
ALTER TABLE visit DROP COLUMN client_admitted;

-- 1: the house was away while people could have come.
ALTER TABLE visit ADD COLUMN outage BIGINT NOT NULL DEFAULT 0;

-- How many minutes later than agreed the therapist says to begin.
ALTER TABLE visit ADD COLUMN delay_minutes BIGINT NOT NULL DEFAULT 0;

-- When this house was last known to be awake: what lies between that and now,
-- if it is long, was an outage.
CREATE TABLE awake (
    one   BIGINT PRIMARY KEY CHECK (one = 1),
    at_ms BIGINT NOT NULL
);
