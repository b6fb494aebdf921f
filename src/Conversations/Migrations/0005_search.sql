-- The search index of a subject's messages. It is derived from them, and holds hashes under the subject's key, no word.

-- Terms of messages that are in no segment yet, packed.
CREATE TABLE message_terms (
    tenant_id text NOT NULL,
    subject_id text NOT NULL,
    message_id text NOT NULL,
    terms {blob} NOT NULL,
    PRIMARY KEY (tenant_id, subject_id, message_id)
);

-- Some hundred messages each, folded together. ids are the messages' at their places, sixteen bytes each; a deleted one's are zero.
CREATE TABLE message_segments (
    tenant_id text NOT NULL,
    subject_id text NOT NULL,
    segment bigint NOT NULL,
    messages bigint NOT NULL,
    first_id text NOT NULL,
    last_id text NOT NULL,
    ids {blob} NOT NULL,
    PRIMARY KEY (tenant_id, subject_id, segment)
);

-- The terms of a segment's messages by the bucket of their hash: a search reads one row per term and segment.
CREATE TABLE message_postings (
    tenant_id text NOT NULL,
    subject_id text NOT NULL,
    bucket bigint NOT NULL,
    segment bigint NOT NULL,
    postings {blob} NOT NULL,
    PRIMARY KEY (tenant_id, subject_id, bucket, segment)
);

-- How far the messages of a tenant have been indexed that are older than the index.
CREATE TABLE message_indexing (
    tenant_id text NOT NULL PRIMARY KEY,
    through text NOT NULL
);

-- Since when messages are indexed as they are written, in Unix milliseconds.
CREATE TABLE sys_message_index (
    id bigint NOT NULL PRIMARY KEY,
    since bigint NOT NULL
);
INSERT INTO sys_message_index (id, since) VALUES (1, {now});
