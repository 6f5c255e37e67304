-- Checks: what people say about the relationship, each in their own row,
-- encrypted with their own key. Blindness is a rule of checks_store.c: nobody
-- reads the other's row before both have one or the window has closed.

CREATE TABLE closing (
    visit    {bytes} NOT NULL REFERENCES visit (id),
    account  {bytes} NOT NULL REFERENCES account (id),
    role     TEXT NOT NULL CHECK (role IN ('client', 'therapist')),
    state    TEXT NOT NULL CHECK (state IN ('answered', 'declined')),
    kept     {bytes} NOT NULL,            -- kept: ratings as JSON
    sealed   {bytes},                     -- sealed: the open answer
    at_ms    BIGINT NOT NULL,
    PRIMARY KEY (visit, account)
);

-- "How are you today?", one value a day.
CREATE TABLE day (
    account {bytes} NOT NULL REFERENCES account (id),
    day     TEXT NOT NULL,                -- 2026-11-22, the person's own
    kept    {bytes} NOT NULL,
    PRIMARY KEY (account, day)
);
