-- What somebody brings along from elsewhere. The upload is kept for its job alone, sealed, in pieces.
CREATE TABLE imports (
    tenant_id text NOT NULL,
    id text NOT NULL,
    subject_id text NOT NULL,
    job_id text,
    -- uploading running done failed
    state text NOT NULL,
    bytes bigint NOT NULL DEFAULT 0,
    pieces bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL DEFAULT 0,
    imported bigint NOT NULL DEFAULT 0,
    skipped bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    messages bigint NOT NULL DEFAULT 0,
    -- What could not be imported and why, with titles: sealed with the subject's key.
    report {blob},
    created_at bigint NOT NULL,
    finished_at bigint,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX imports_by_subject ON imports (tenant_id, subject_id, id);
-- Somebody has one import at a time.
CREATE UNIQUE INDEX imports_running ON imports (tenant_id, subject_id) WHERE state = 'running';

CREATE TABLE import_pieces (
    tenant_id text NOT NULL,
    import_id text NOT NULL,
    number bigint NOT NULL,
    content {blob} NOT NULL,
    PRIMARY KEY (tenant_id, import_id, number)
);

-- Which conversations came from where, so that none comes twice. What names them elsewhere is kept as a hash.
CREATE TABLE imported_conversations (
    tenant_id text NOT NULL,
    subject_id text NOT NULL,
    external_hash text NOT NULL,
    conversation_id text NOT NULL,
    import_id text NOT NULL,
    -- 0 while its messages are being written.
    whole bigint NOT NULL,
    PRIMARY KEY (tenant_id, subject_id, external_hash)
);
CREATE INDEX imported_conversations_by_conversation ON imported_conversations (tenant_id, conversation_id);

-- Uploads that somebody broke off, and imports whose workers were lost, are cleared away from here on.
CREATE TABLE sys_imports (
    id text NOT NULL PRIMARY KEY,
    tenant_id text NOT NULL,
    due_at bigint NOT NULL
);
CREATE INDEX sys_imports_by_due ON sys_imports (due_at);
