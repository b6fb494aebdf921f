-- A tenant has one run at a time, whichever node begins it. job_id is the job that works on it; null for those of before.
ALTER TABLE redteam_runs ADD COLUMN job_id text;
-- Of several that were begun at once the newest goes on.
UPDATE redteam_runs SET state = 'cancelled', ended_at = {now}
WHERE state IN ('queued', 'running', 'cancelling') AND id < (
    SELECT max(other.id) FROM redteam_runs other
    WHERE other.tenant_id = redteam_runs.tenant_id AND other.state IN ('queued', 'running', 'cancelling'));
CREATE UNIQUE INDEX redteam_runs_open ON redteam_runs (tenant_id) WHERE state IN ('queued', 'running', 'cancelling');
