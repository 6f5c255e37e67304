-- Files that go with a letter, in sealed chunks. The key is in the letter.

CREATE TABLE attachment (
    id         {bytes} PRIMARY KEY,
    alliance   {bytes} NOT NULL REFERENCES alliance (id),
    owner      {bytes} NOT NULL REFERENCES account (id),
    message    {bytes},                   -- its letter, once that was sent
    size       BIGINT NOT NULL,           -- bytes before sealing
    chunks     BIGINT NOT NULL,
    created_ms BIGINT NOT NULL
);
CREATE INDEX attachment_alliance ON attachment (alliance);
CREATE INDEX attachment_message ON attachment (message)
    WHERE message IS NOT NULL;
CREATE INDEX attachment_unsent ON attachment (created_ms)
    WHERE message IS NULL;

CREATE TABLE attachment_chunk (
    attachment {bytes} NOT NULL REFERENCES attachment (id),
    n          BIGINT NOT NULL,           -- from 0
    sealed     {bytes} NOT NULL,
    PRIMARY KEY (attachment, n)
);
