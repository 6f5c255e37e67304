-- Spaces: more kinds of alliance. A journal (self) and a therapist's process
-- notes (notes) have one member, a couple has three. about: what notes are
-- beside, or, of a pair, the couple it is a private space of.
--
-- A rule on a column goes with the column, in both databases; so the column
-- is made anew and nothing that refers to an alliance has to be touched.
ALTER TABLE alliance ADD COLUMN new_kind TEXT NOT NULL DEFAULT 'pair'
    CHECK (new_kind IN ('pair', 'couple', 'self', 'notes'));
UPDATE alliance SET new_kind = kind;
ALTER TABLE alliance DROP COLUMN kind;
ALTER TABLE alliance RENAME COLUMN new_kind TO kind;
ALTER TABLE alliance ADD COLUMN about {bytes} REFERENCES alliance (id);

CREATE UNIQUE INDEX alliance_self ON alliance (founder) WHERE kind = 'self';
CREATE UNIQUE INDEX alliance_notes ON alliance (about, founder)
    WHERE kind = 'notes';
CREATE INDEX alliance_about ON alliance (about) WHERE about IS NOT NULL;
