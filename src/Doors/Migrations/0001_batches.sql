-- A batch of one subject. card (who asked for what) and errors are sealed with that subject's key.
CREATE TABLE batches (
    tenant_id text NOT NULL,
    id text NOT NULL,
    subject_id text NOT NULL,
    -- validating in_progress finalizing completed failed expired cancelling cancelled
    state text NOT NULL,
    card {blob} NOT NULL,
    errors {blob},
    -- When it came into which state, in unix seconds: {"in_progress": 1767225600}.
    moments text NOT NULL,
    output_file_id text,
    error_file_id text,
    total bigint NOT NULL,
    completed bigint NOT NULL,
    failed bigint NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX batches_by_subject ON batches (tenant_id, subject_id, id);

-- What came of a batch's lines until its files are written. content is a line of such a file, sealed.
CREATE TABLE batch_answers (
    tenant_id text NOT NULL,
    batch_id text NOT NULL,
    number bigint NOT NULL,
    failed bigint NOT NULL,
    content {blob} NOT NULL,
    PRIMARY KEY (tenant_id, batch_id, number)
);
