-- What a tenant's guards do about what they find. Each change is a version of its own, and all of them are kept: what was decided is told
-- with the version that decided it. The settings are sealed with a key of the tenant's, for lists of words may name people.
CREATE TABLE policies (
    tenant_id text NOT NULL,
    id text NOT NULL,
    name text NOT NULL,
    -- Whose answers it is for; empty for all that have none of their own.
    assistant text NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX policies_by_assistant ON policies (tenant_id, assistant);

CREATE TABLE policy_versions (
    tenant_id text NOT NULL,
    policy_id text NOT NULL,
    version bigint NOT NULL,
    settings {blob} NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, policy_id, version)
);
