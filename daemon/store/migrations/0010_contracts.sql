-- The message contract of a therapist: hours, answer-by time and cover.

CREATE TABLE contract (
    account    {bytes} PRIMARY KEY REFERENCES account (id),
    kept       {bytes} NOT NULL,          -- kept: JSON, see the protocol
    changed_ms BIGINT NOT NULL
);
