-- The generation of the master key that is in force: one row, put in when the
-- keystore is first opened. Every wrapped key, and the pepper, is under it.
CREATE TABLE generation (
    number  BIGINT PRIMARY KEY,           -- 1, 2, 3, …
    pepper  {bytes} NOT NULL,             -- wrapped; the same in all of them
    made_ms BIGINT NOT NULL,
    erased  BIGINT NOT NULL               -- people whose keys it saw destroyed
);
-- Who asked to be erased, and when the key is due to be destroyed. It stands
-- here and not in the main store, so that no old backup of that undoes it.
ALTER TABLE person ADD COLUMN closed_ms BIGINT;
ALTER TABLE person ADD COLUMN due_ms BIGINT;
