-- Alliances: everything else belongs to one, and it answers who may see.

CREATE TABLE alliance (
    id           {bytes} PRIMARY KEY,
    kind         TEXT NOT NULL CHECK (kind IN ('pair')),
    conversation {bytes} NOT NULL UNIQUE, -- its sealed conversation
    label        {bytes},                 -- kept by the founder: own word for it
    founder      {bytes} NOT NULL REFERENCES account (id),
    created_ms   BIGINT NOT NULL
);

CREATE TABLE member (
    alliance     {bytes} NOT NULL REFERENCES alliance (id),
    account      {bytes} NOT NULL REFERENCES account (id),
    role         TEXT NOT NULL CHECK (role IN ('client', 'therapist')),
    introduction {bytes},                 -- proof of the key, see the protocol
    joined_ms    BIGINT NOT NULL,
    left_ms      BIGINT,
    PRIMARY KEY (alliance, account)
);
CREATE INDEX member_account ON member (account);

-- A single-use link. alliance is null for the link that makes a therapist.
CREATE TABLE invitation (
    id         {bytes} PRIMARY KEY,
    token_hash {bytes} NOT NULL UNIQUE,   -- SHA-256 of the token
    role       TEXT NOT NULL CHECK (role IN ('client', 'therapist')),
    alliance   {bytes} REFERENCES alliance (id),
    inviter    {bytes} REFERENCES account (id),
    welcome    {bytes},                   -- sealed; emptied once used or revoked
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    used_ms    BIGINT,
    revoked_ms BIGINT
);
CREATE INDEX invitation_alliance ON invitation (alliance);

-- What happened in an alliance, in order. seq counts from 1 without gaps per
-- alliance; a device that reconnects asks for what came after the last it has.
-- A message is its own event: sealed holds it, object is its id.
CREATE TABLE event (
    alliance {bytes} NOT NULL REFERENCES alliance (id),
    seq      BIGINT NOT NULL,
    at_ms    BIGINT NOT NULL,
    kind     TEXT NOT NULL,
    object   {bytes} NOT NULL,
    sender   {bytes},
    visit    {bytes},
    sealed   {bytes},
    PRIMARY KEY (alliance, seq)
);
-- One message id counts once, so that sending again is harmless.
CREATE UNIQUE INDEX event_message ON event (alliance, object)
    WHERE kind = 'message';
CREATE INDEX event_visit ON event (visit, seq) WHERE kind = 'message';

-- The secret of a conversation's epoch, sealed to one member's identity key.
CREATE TABLE secret_grant (
    conversation {bytes} NOT NULL REFERENCES alliance (conversation),
    epoch        BIGINT NOT NULL,
    member       {bytes} NOT NULL REFERENCES account (id),
    granter      {bytes} NOT NULL REFERENCES account (id),
    sealed       {bytes} NOT NULL,
    at_ms        BIGINT NOT NULL,
    PRIMARY KEY (conversation, epoch, member)
);
