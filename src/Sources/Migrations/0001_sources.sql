-- Where documents of a namespace come from. card (name, settings, secrets), cursor and error are sealed with the key of the sources.
CREATE TABLE sources (
    tenant_id text NOT NULL,
    id text NOT NULL,
    namespace text NOT NULL,
    kind text NOT NULL,
    card {blob} NOT NULL,
    -- Null: it runs when somebody asks.
    every_minutes bigint,
    -- Access tags joined by blanks, for what has none of its own.
    acl text NOT NULL,
    paused bigint NOT NULL DEFAULT 0,
    -- 1 while it and what it brought are being erased: it stands in no list any more.
    erased bigint NOT NULL DEFAULT 0,
    cursor {blob},
    -- The job that runs it or last did, and the one whose run the numbers below tell of.
    run_job text,
    begun_job text,
    run_number bigint NOT NULL DEFAULT 0,
    -- 1 when the last whole listing was less than half of the one before, and so removed nothing.
    shrunk bigint NOT NULL DEFAULT 0,
    -- 1 when the run has not seen all that there is.
    partial bigint NOT NULL DEFAULT 0,
    run_failed bigint NOT NULL DEFAULT 0,
    run_started_at bigint,
    run_ended_at bigint,
    seen bigint NOT NULL DEFAULT 0,
    added bigint NOT NULL DEFAULT 0,
    changed bigint NOT NULL DEFAULT 0,
    removed bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    skipped bigint NOT NULL DEFAULT 0,
    error {blob},
    next_run_at bigint,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX sources_listed ON sources (tenant_id, namespace, id);

-- What a source brought. card (address, links, error) is sealed; item_hash stands for external_id, which may be longer than an index takes.
CREATE TABLE source_items (
    tenant_id text NOT NULL,
    source_id text NOT NULL,
    item_hash text NOT NULL,
    external_id text NOT NULL,
    -- The name under which the knowledge base has it.
    document_id text NOT NULL,
    -- pending current failed skipped deleted
    state text NOT NULL,
    -- What the source tells of a version without its text: an ETag, a time and a size, the name of a blob.
    stamp text,
    -- Of the text that was sent last; null when none was.
    content_hash text,
    acl text NOT NULL DEFAULT '',
    -- What the sender counts its changes with; null where nobody counts.
    version bigint,
    run_number bigint NOT NULL,
    seen_at bigint NOT NULL,
    card {blob},
    PRIMARY KEY (tenant_id, source_id, item_hash)
);
CREATE INDEX source_items_by_run ON source_items (tenant_id, source_id, run_number);

-- The pages that a crawl under way has found, in the order in which it goes to them.
CREATE TABLE source_pages (
    tenant_id text NOT NULL,
    source_id text NOT NULL,
    page_hash text NOT NULL,
    url text NOT NULL,
    depth bigint NOT NULL,
    number bigint NOT NULL,
    visited bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, source_id, page_hash)
);

-- Changes that were pushed and wait for their run: of each item the newest alone. payload is sealed.
CREATE TABLE source_events (
    tenant_id text NOT NULL,
    source_id text NOT NULL,
    item_hash text NOT NULL,
    external_id text NOT NULL,
    -- Tells a later push of the same item from the one that a run has read.
    event_id text NOT NULL,
    version bigint,
    deletes bigint NOT NULL,
    payload {blob},
    PRIMARY KEY (tenant_id, source_id, item_hash)
);
CREATE INDEX source_events_in_order ON source_events (tenant_id, source_id, event_id);

-- When the source runs next, for the nodes that look for what is due; null for those that wait to be asked.
CREATE TABLE sys_sources (
    source_id text NOT NULL PRIMARY KEY,
    tenant_id text NOT NULL,
    due_at bigint,
    watched bigint NOT NULL DEFAULT 0
);
CREATE INDEX sys_sources_due ON sys_sources (due_at) WHERE due_at IS NOT NULL;
