-- Whose key was destroyed: random numbers that say nothing by themselves. An
-- old backup of the main store that comes back is held against them. Nobody
-- is taken for erased because a key is merely missing.
CREATE TABLE erased (
    id    {bytes} PRIMARY KEY,
    at_ms BIGINT NOT NULL
);
