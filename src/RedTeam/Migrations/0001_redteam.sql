-- Runs of attacks on the assistant. card (what is run, and by whom) is sealed with a key of the tenant's.
CREATE TABLE redteam_runs (
    tenant_id text NOT NULL,
    id text NOT NULL,
    -- queued running cancelling done cancelled failed
    state text NOT NULL,
    card {blob} NOT NULL,
    total bigint NOT NULL,
    -- In millionths of the tenant's currency.
    cost bigint NOT NULL,
    -- 1: later runs are compared with it.
    accepted bigint NOT NULL,
    created_at bigint NOT NULL,
    ended_at bigint,
    PRIMARY KEY (tenant_id, id)
);

-- The cases of a run. content is the attack, and once it was run what was said, sealed.
CREATE TABLE redteam_cases (
    tenant_id text NOT NULL,
    run_id text NOT NULL,
    number bigint NOT NULL,
    attack text NOT NULL,
    family text NOT NULL,
    language text NOT NULL,
    twin bigint NOT NULL,
    verdict text NOT NULL,
    content {blob} NOT NULL,
    PRIMARY KEY (tenant_id, run_id, number)
);
