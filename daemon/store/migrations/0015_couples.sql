-- Couples: the facts of what both agreed to, without a word of it.

-- Which letter holds the words on how secrets are held; only a newer letter
-- takes its place.
CREATE TABLE policy (
    alliance {bytes} PRIMARY KEY REFERENCES alliance (id),
    message  {bytes} NOT NULL,
    seq      BIGINT NOT NULL            -- the letter's number
);

-- Who agreed, and to which wording of which letter.
CREATE TABLE policy_agreement (
    alliance {bytes} NOT NULL REFERENCES alliance (id),
    account  {bytes} NOT NULL REFERENCES account (id),
    message  {bytes} NOT NULL,
    revision BIGINT NOT NULL,
    at_ms    BIGINT NOT NULL,
    PRIMARY KEY (alliance, account)
);

-- Somebody asks to take a copy of the joint record away. What for stands in a
-- sealed letter.
CREATE TABLE joint_release (
    id       {bytes} PRIMARY KEY,
    alliance {bytes} NOT NULL REFERENCES alliance (id),
    asker    {bytes} NOT NULL REFERENCES account (id),
    at_ms    BIGINT NOT NULL,
    used_ms  BIGINT
);
CREATE INDEX joint_release_alliance ON joint_release (alliance);

-- A client's yes (1) or no (0); a later word takes the place of an earlier.
CREATE TABLE joint_answer (
    joint_release {bytes} NOT NULL REFERENCES joint_release (id),
    account       {bytes} NOT NULL REFERENCES account (id),
    yes           BIGINT NOT NULL CHECK (yes IN (0, 1)),
    at_ms         BIGINT NOT NULL,
    PRIMARY KEY (joint_release, account)
);
