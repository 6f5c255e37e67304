-- Goals and tasks: sealed words, open states. Agreement belongs to a wording:
-- changing the words (a new revision) asks the other again.

CREATE TABLE goal (
    id         {bytes} PRIMARY KEY,
    alliance   {bytes} NOT NULL REFERENCES alliance (id),
    writer     {bytes} NOT NULL REFERENCES account (id),
    revision   BIGINT NOT NULL,
    sealed     {bytes} NOT NULL,
    state      TEXT NOT NULL
        CHECK (state IN ('proposed', 'agreed', 'reached', 'set_aside')),
    agreed_ms  BIGINT,                    -- all first agreed to a wording
    created_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL
);
CREATE INDEX goal_alliance ON goal (alliance);

CREATE TABLE task (
    id         {bytes} PRIMARY KEY,
    alliance   {bytes} NOT NULL REFERENCES alliance (id),
    goal       {bytes} REFERENCES goal (id),
    writer     {bytes} NOT NULL REFERENCES account (id),
    revision   BIGINT NOT NULL,
    sealed     {bytes} NOT NULL,
    state      TEXT NOT NULL
        CHECK (state IN ('proposed', 'agreed', 'done', 'set_aside')),
    agreed_ms  BIGINT,
    created_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL
);
CREATE INDEX task_alliance ON task (alliance);

-- Who agreed to which wording of what. object is a goal's or a task's id,
-- kind says which, so that one's agreement can never count for the other.
CREATE TABLE agreement (
    kind     TEXT NOT NULL CHECK (kind IN ('goal', 'task')),
    object   {bytes} NOT NULL,
    account  {bytes} NOT NULL REFERENCES account (id),
    revision BIGINT NOT NULL,
    at_ms    BIGINT NOT NULL,
    PRIMARY KEY (kind, object, account)
);
