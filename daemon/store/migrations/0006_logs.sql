-- Logs that can only grow: who opened whose record, and which key is whose.

-- The entries, in order: seq counts from 0 without gaps per log. entry is
-- CBOR (docs/logs.md); hash is its leaf in the tree, SHA-256(0 | entry).
CREATE TABLE tree_leaf (
    tree    TEXT NOT NULL CHECK (tree IN ('audit', 'keys')),
    seq     BIGINT NOT NULL,
    subject {bytes},                      -- whom it is about, as in the entry
    entry   {bytes} NOT NULL,
    hash    {bytes} NOT NULL,
    PRIMARY KEY (tree, seq)
);
CREATE INDEX tree_leaf_subject ON tree_leaf (tree, subject, seq);

-- The full nodes above the leaves (level 1 and up), so that a proof takes a
-- few reads. They can be worked out again from the entries.
CREATE TABLE tree_node (
    tree  TEXT NOT NULL,
    level BIGINT NOT NULL,
    place BIGINT NOT NULL,
    hash  {bytes} NOT NULL,
    PRIMARY KEY (tree, level, place)
);

-- Signed heads: so many entries, with this root, at this time.
CREATE TABLE tree_head (
    tree      TEXT NOT NULL,
    size      BIGINT NOT NULL,
    at_ms     BIGINT NOT NULL,
    root      {bytes} NOT NULL,
    signature {bytes} NOT NULL,           -- Ed25519, with the key in logs.key
    PRIMARY KEY (tree, size, at_ms)
);
