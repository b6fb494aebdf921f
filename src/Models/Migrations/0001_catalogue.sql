-- What a tenant configures of models. Each change counts the version up, by which other nodes see that there was one; and whoever
-- changes something holds this row, so that names stay unique and routes lead to what exists.
CREATE TABLE model_catalogues (
    tenant_id text NOT NULL PRIMARY KEY,
    version bigint NOT NULL
);

-- The settings, with the key of the provider among them, are sealed with a key of the tenant's. Where the origin is `environment` they
-- are what the tenant says about a deployment that the environment names.
CREATE TABLE deployments (
    tenant_id text NOT NULL,
    id text NOT NULL,
    name text NOT NULL,
    origin text NOT NULL,
    settings {blob} NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX deployments_by_name ON deployments (tenant_id, name);

-- In millionths of the currency for a million tokens.
CREATE TABLE deployment_prices (
    tenant_id text NOT NULL,
    deployment_id text NOT NULL,
    valid_from bigint NOT NULL,
    input bigint NOT NULL,
    output bigint NOT NULL,
    cached_input bigint NOT NULL,
    PRIMARY KEY (tenant_id, deployment_id, valid_from)
);

CREATE TABLE model_routes (
    tenant_id text NOT NULL,
    name text NOT NULL,
    settings text NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

-- What the configuration brought once: what was changed or deleted since is not brought again.
CREATE TABLE model_seeds (
    tenant_id text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (tenant_id, kind, name)
);
