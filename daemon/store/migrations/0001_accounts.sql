-- Accounts: who may sign in, and the locked box of keys each of them owns.

-- One person's account. The server reads login, role and public key; the name
-- is kept (encrypted with the person's own key, see daemon/keeper); the private
-- key is locked by the account key, which the server never sees.
CREATE TABLE account (
    id         {bytes} PRIMARY KEY,
    login      TEXT NOT NULL UNIQUE,      -- lower case
    role       TEXT NOT NULL CHECK (role IN ('client', 'therapist')),
    name       {bytes} NOT NULL,          -- kept: display name
    public_key {bytes} NOT NULL,          -- OpenPGP identity key, public part
    sealed_key {bytes} NOT NULL,          -- private part, under the account key
    created_ms BIGINT NOT NULL
);

-- Independent ways to open the account key. auth_hash is a keyed hash of the
-- auth key; wrapped is the account key under the slot's own key.
CREATE TABLE slot (
    account    {bytes} NOT NULL REFERENCES account (id),
    kind       TEXT NOT NULL CHECK (kind IN ('passphrase', 'recovery')),
    scheme     BIGINT NOT NULL,
    salt       {bytes} NOT NULL,
    memory_kib BIGINT NOT NULL,
    passes     BIGINT NOT NULL,
    lanes      BIGINT NOT NULL,
    auth_hash  {bytes} NOT NULL,
    wrapped    {bytes} NOT NULL,
    changed_ms BIGINT NOT NULL,
    proved_ms  BIGINT,                    -- recovery: when it was typed back
    PRIMARY KEY (account, kind)
);

-- A signed-in device. Only the hash of the cookie's token is stored.
CREATE TABLE login (
    token_hash {bytes} PRIMARY KEY,
    account    {bytes} NOT NULL REFERENCES account (id),
    created_ms BIGINT NOT NULL,
    seen_ms    BIGINT NOT NULL,           -- coarse: written at most once a minute
    expires_ms BIGINT NOT NULL
);
CREATE INDEX login_account ON login (account);
