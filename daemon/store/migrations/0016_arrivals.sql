-- Arrivals: what a client says before a session, sealed: where they are, how
-- they come. No clinical record: a clock erases it a day after the session.

CREATE TABLE arrival (
    visit      {bytes} NOT NULL REFERENCES visit (id),
    account    {bytes} NOT NULL REFERENCES account (id),
    revision   BIGINT NOT NULL CHECK (revision > 0), -- the newest takes the
                                                     -- place of all before
    sealed     {bytes} NOT NULL,
    changed_ms BIGINT NOT NULL,
    PRIMARY KEY (visit, account)
);
CREATE INDEX arrival_account ON arrival (account);
