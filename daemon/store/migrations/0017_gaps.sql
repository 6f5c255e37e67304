-- Gaps: the time of a session in which the line was away, given back at its
-- end.

-- How long that was in all, each moment once (core/gap.h).
ALTER TABLE visit ADD COLUMN lost_ms BIGINT NOT NULL DEFAULT 0;

-- What each person's devices say of it. said_ms is the beginning by their own
-- clock: the same gap told again is the same row.
CREATE TABLE visit_gap (
    visit    {bytes} NOT NULL REFERENCES visit (id),
    account  {bytes} NOT NULL REFERENCES account (id),
    said_ms  BIGINT NOT NULL,
    from_ms  BIGINT NOT NULL,          -- by the server's clock, inside the session
    until_ms BIGINT NOT NULL,
    PRIMARY KEY (visit, account, said_ms)
);
