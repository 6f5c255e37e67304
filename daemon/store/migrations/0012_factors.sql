-- Second steps at sign-in, the devices people sign in on, and what they are
-- told about their account.

-- Codes from an app (RFC 6238). Until confirmed_ms is set it counts for
-- nothing. counter is the newest one accepted: none is taken twice.
CREATE TABLE totp (
    account      {bytes} PRIMARY KEY REFERENCES account (id),
    seed         {bytes} NOT NULL,        -- kept
    counter      BIGINT NOT NULL,
    created_ms   BIGINT NOT NULL,
    confirmed_ms BIGINT
);

-- A passkey. With wrapped it is a slot too: the account key under a key that
-- only this authenticator gives.
CREATE TABLE passkey (
    id              {bytes} PRIMARY KEY,
    account         {bytes} NOT NULL REFERENCES account (id),
    credential      {bytes} NOT NULL UNIQUE, -- the authenticator's own name
    algorithm       BIGINT NOT NULL,         -- COSE: -7, -8 or -257
    public_key      {bytes} NOT NULL,        -- in libfido2's form
    name            {bytes} NOT NULL,        -- kept
    count           BIGINT NOT NULL,         -- as the authenticator counts
    backup_eligible BIGINT NOT NULL,
    backed_up       BIGINT NOT NULL,
    wrapped         {bytes},
    created_ms      BIGINT NOT NULL,
    used_ms         BIGINT
);
CREATE INDEX passkey_account ON passkey (account);

-- A browser that has signed in to this account. Its long-lived cookie proves
-- that it is known, and nothing else.
CREATE TABLE device (
    id         {bytes} PRIMARY KEY,
    token_hash {bytes} NOT NULL,
    account    {bytes} NOT NULL REFERENCES account (id),
    name       {bytes} NOT NULL,          -- kept: "Firefox on Linux"
    created_ms BIGINT NOT NULL,
    seen_ms    BIGINT NOT NULL,           -- the newest sign-in
    UNIQUE (token_hash, account)
);
CREATE INDEX device_account ON device (account);

-- Something about the account that its person should hear of. device is where
-- it was done, null when not by them.
CREATE TABLE tiding (
    account {bytes} NOT NULL REFERENCES account (id),
    at_ms   BIGINT NOT NULL,
    kind    TEXT NOT NULL,
    device  {bytes}
);
CREATE INDEX tiding_account ON tiding (account, at_ms);

-- Logins know their device, and whether a second step has still to be added
-- before anything else is open. They last a day: all begin anew.
DROP TABLE login;
CREATE TABLE login (
    token_hash  {bytes} PRIMARY KEY,
    account     {bytes} NOT NULL REFERENCES account (id),
    device      {bytes} NOT NULL,
    owes_factor BIGINT NOT NULL,
    created_ms  BIGINT NOT NULL,
    seen_ms     BIGINT NOT NULL,
    expires_ms  BIGINT NOT NULL
);
CREATE INDEX login_account ON login (account);
