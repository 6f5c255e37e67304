-- The practice's recovery key: its private part is on paper, two of three
-- sheets. The server keeps the public part and what members' devices sealed to
-- it; it can add neither a key nor a grant that a device would believe.

CREATE TABLE recovery_key (
    id         {bytes} PRIMARY KEY,
    public_key {bytes} NOT NULL,
    maker      {bytes} NOT NULL REFERENCES account (id),
    made_ms    BIGINT NOT NULL,
    applies_ms BIGINT NOT NULL            -- people are told before
);

-- The secret of a conversation's epoch, sealed to a recovery key. Of pairs and
-- couples only: never of a journal, never of process notes.
CREATE TABLE recovery_grant (
    conversation {bytes} NOT NULL REFERENCES alliance (conversation),
    epoch        BIGINT NOT NULL,
    recovery_key {bytes} NOT NULL REFERENCES recovery_key (id),
    granter      {bytes} NOT NULL REFERENCES account (id),
    sealed       {bytes} NOT NULL,
    at_ms        BIGINT NOT NULL,
    PRIMARY KEY (conversation, epoch, recovery_key)
);
