-- A closed account has no way in any more; an erased one has no key, and
-- nothing that says who it was. The row stays, so that others' rows which
-- name it still stand. The keystore says when (daemon/keeper).
ALTER TABLE account ADD COLUMN closed_ms BIGINT;
ALTER TABLE account ADD COLUMN erased_ms BIGINT;
