-- Asked for by a node are only those of its runs that somebody cancelled: the others need not stand in an index, which is written at the beginning and
-- at the end of each.
DROP INDEX sys_runs_by_owner;
CREATE INDEX sys_runs_cancelled ON sys_runs (lease_owner) WHERE cancel_requested = 1;
