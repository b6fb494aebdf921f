CREATE TABLE things (
  tenant_id text NOT NULL,
  id text NOT NULL,
  number bigint NOT NULL DEFAULT 0,
  fraction double precision,
  body {blob},
  note text,
  PRIMARY KEY (tenant_id, id)
);

CREATE TABLE sys_leases (
  id text NOT NULL PRIMARY KEY,
  tenant_id text,
  fence bigint NOT NULL
);
