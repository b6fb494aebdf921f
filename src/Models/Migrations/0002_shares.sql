-- Which part of a deployment's limits each node may use, until when: together never more than the limits. Nothing of what is asked is here.
-- The row without a node is held by who changes those of a deployment.
CREATE TABLE sys_model_shares (
    tenant_id text NOT NULL,
    deployment_id text NOT NULL,
    node text NOT NULL,
    places bigint NOT NULL,
    -- Of calls and tokens a minute, in millionths.
    rate bigint NOT NULL,
    lease_until bigint NOT NULL,
    PRIMARY KEY (tenant_id, deployment_id, node)
);
