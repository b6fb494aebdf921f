-- One row: which master key wrapped everything here.
CREATE TABLE sys_installation (
  id bigint NOT NULL PRIMARY KEY,
  master_key_check text NOT NULL,
  created_at bigint NOT NULL
);

-- A tenant's key, wrapped by the master key.
CREATE TABLE tenant_keys (
  tenant_id text NOT NULL PRIMARY KEY,
  wrapped {blob} NOT NULL,
  created_at bigint NOT NULL
);

-- The keys of owners within a tenant, wrapped by the tenant's key. A destroyed one stays as a row without a key.
CREATE TABLE data_keys (
  tenant_id text NOT NULL,
  owner text NOT NULL,
  wrapped {blob},
  created_at bigint NOT NULL,
  shredded_at bigint,
  PRIMARY KEY (tenant_id, owner)
);

CREATE TABLE jobs (
  tenant_id text NOT NULL,
  id text NOT NULL,
  kind text NOT NULL,
  payload {blob} NOT NULL,
  done bigint NOT NULL DEFAULT 0,
  total bigint NOT NULL DEFAULT 0,
  failed bigint NOT NULL DEFAULT 0,
  error {blob},
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (tenant_id, id)
);

-- The heads of jobs. due_at says when a worker may take it: a queued one's earliest start, a running one's end of lease, null when it is over.
CREATE TABLE sys_jobs (
  id text NOT NULL PRIMARY KEY,
  tenant_id text NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  due_at bigint,
  lease_owner text,
  fence bigint NOT NULL DEFAULT 0,
  attempts bigint NOT NULL DEFAULT 0,
  max_attempts bigint NOT NULL,
  finished_at bigint
);

CREATE INDEX sys_jobs_due ON sys_jobs (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX sys_jobs_finished ON sys_jobs (finished_at) WHERE finished_at IS NOT NULL;
