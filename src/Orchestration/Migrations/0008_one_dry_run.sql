-- A tenant has one dry run at a time, whichever node begins it. job_id is the job that works on it; null for those of before.
ALTER TABLE dry_runs ADD COLUMN job_id text;
-- Of several that were begun at once the newest goes on.
UPDATE dry_runs SET state = 'cancelled', finished_at = {now}
WHERE state IN ('queued', 'running') AND id < (
    SELECT max(other.id) FROM dry_runs other WHERE other.tenant_id = dry_runs.tenant_id AND other.state IN ('queued', 'running'));
CREATE UNIQUE INDEX dry_runs_open ON dry_runs (tenant_id) WHERE state IN ('queued', 'running');
