-- The keystore: one wrapped data key a person, apart from the main store so
-- that a copy of that store alone can never be read.

CREATE TABLE person (
    id         {bytes} PRIMARY KEY,
    generation BIGINT NOT NULL,           -- of the master key that wraps it
    wrapped    {bytes} NOT NULL,          -- nonce | XChaCha20-Poly1305(key)
    created_ms BIGINT NOT NULL
);
