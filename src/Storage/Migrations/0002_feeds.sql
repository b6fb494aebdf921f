-- What changed for whom lately, as references without content: who follows a feed is told of the thing as it is when it is told.
-- last_number was given last; who has been told of fewer than lost_through has missed what is no longer kept.
CREATE TABLE feeds (
  tenant_id text NOT NULL,
  feed text NOT NULL,
  last_number bigint NOT NULL,
  lost_through bigint NOT NULL,
  PRIMARY KEY (tenant_id, feed)
);

-- One row for each thing, however often it changed. Numbers are given by those who read, when the change is committed: so none is seen
-- out of order, and nobody who writes waits for another.
CREATE TABLE feed_entries (
  tenant_id text NOT NULL,
  feed text NOT NULL,
  kind text NOT NULL,
  thing text NOT NULL,
  -- For what is gone: the access tags of those who may be told; null for all who read the feed.
  audience text,
  number bigint,
  changed_at bigint NOT NULL,
  PRIMARY KEY (tenant_id, feed, kind, thing)
);
CREATE INDEX feed_entries_new ON feed_entries (tenant_id, feed, changed_at) WHERE number IS NULL;
CREATE INDEX feed_entries_numbered ON feed_entries (tenant_id, feed, number) WHERE number IS NOT NULL;
