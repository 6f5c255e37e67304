-- Letters: the messages of an alliance between its sessions, those without a
-- visit. A new wording (or a deletion) replaces the sealed bytes in place.

ALTER TABLE event ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;

-- Each message stands in exactly one of these two.
DROP INDEX event_visit;
CREATE INDEX event_visit ON event (visit, seq)
    WHERE kind = 'message' AND visit IS NOT NULL;
CREATE INDEX event_letter ON event (alliance, seq)
    WHERE kind = 'message' AND visit IS NULL;

-- How far each member has got: the newest number one of their devices has,
-- and the newest they have read.
CREATE TABLE receipt (
    alliance      {bytes} NOT NULL REFERENCES alliance (id),
    account       {bytes} NOT NULL REFERENCES account (id),
    delivered_seq BIGINT NOT NULL,
    read_seq      BIGINT NOT NULL,
    PRIMARY KEY (alliance, account)
);

-- 1: others are shown what I have read, and I am shown what they have.
ALTER TABLE account ADD COLUMN shows_read BIGINT NOT NULL DEFAULT 1;
