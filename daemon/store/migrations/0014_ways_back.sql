-- Losing everything: a link that gives an account a new key, and what is kept
-- of the key before.

-- A single-use link for one account. alliance and giver are null when the
-- practice made it at the machine. Good from opens_ms on: while somebody is
-- signed in, they get a day to stop it.
CREATE TABLE way_back (
    id         {bytes} PRIMARY KEY,
    token_hash {bytes} NOT NULL UNIQUE,   -- SHA-256 of the token
    account    {bytes} NOT NULL REFERENCES account (id),
    alliance   {bytes} REFERENCES alliance (id),
    giver      {bytes} REFERENCES account (id),
    created_ms BIGINT NOT NULL,
    opens_ms   BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    used_ms    BIGINT,
    revoked_ms BIGINT
);
CREATE INDEX way_back_account ON way_back (account);

-- A key somebody had before they lost everything. Others need its public part
-- to read what was written with it; the rest opens only with an old pass
-- phrase or an old recovery code, should one turn up. n counts from 1.
CREATE TABLE former_key (
    account    {bytes} NOT NULL REFERENCES account (id),
    n          BIGINT NOT NULL,
    public_key {bytes} NOT NULL,
    sealed_key {bytes},                   -- null: the account was closed
    until_ms   BIGINT NOT NULL,
    PRIMARY KEY (account, n)
);

-- The slots that opened it; as in slot.
CREATE TABLE former_slot (
    account    {bytes} NOT NULL,
    n          BIGINT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('passphrase', 'recovery')),
    scheme     BIGINT NOT NULL,
    salt       {bytes} NOT NULL,
    memory_kib BIGINT NOT NULL,
    passes     BIGINT NOT NULL,
    lanes      BIGINT NOT NULL,
    auth_hash  {bytes} NOT NULL,
    wrapped    {bytes} NOT NULL,
    PRIMARY KEY (account, n, kind),
    FOREIGN KEY (account, n) REFERENCES former_key (account, n)
);

-- What was granted to it; as in secret_grant.
CREATE TABLE former_grant (
    account      {bytes} NOT NULL,
    n            BIGINT NOT NULL,
    conversation {bytes} NOT NULL REFERENCES alliance (conversation),
    epoch        BIGINT NOT NULL,
    granter      {bytes} NOT NULL REFERENCES account (id),
    sealed       {bytes} NOT NULL,
    PRIMARY KEY (account, n, conversation, epoch),
    FOREIGN KEY (account, n) REFERENCES former_key (account, n)
);
CREATE INDEX former_grant_conversation ON former_grant (conversation);
