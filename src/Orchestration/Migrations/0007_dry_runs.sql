-- What a policy would have done about the messages of some days. settings (both policies, the days) and report (counts and ids, no text) are sealed
-- with a key of the tenant's.
CREATE TABLE dry_runs (
    tenant_id text NOT NULL,
    id text NOT NULL,
    policy_id text NOT NULL,
    -- queued running done cancelled failed
    state text NOT NULL,
    settings {blob} NOT NULL,
    report {blob},
    -- The oldest message that was looked at; it goes backwards.
    through text,
    total bigint NOT NULL,
    done bigint NOT NULL,
    created_at bigint NOT NULL,
    finished_at bigint,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX dry_runs_by_policy ON dry_runs (tenant_id, policy_id, id);
