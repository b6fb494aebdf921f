-- A file of one subject. card (name, purpose) is sealed with that subject's key; the content lies in pieces, each sealed by itself.
CREATE TABLE files (
    tenant_id text NOT NULL,
    id text NOT NULL,
    subject_id text NOT NULL,
    -- uploading ready; what never became ready is swept.
    state text NOT NULL,
    card {blob},
    media_type text NOT NULL,
    kind text NOT NULL,
    bytes bigint NOT NULL,
    width bigint,
    height bigint,
    created_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX files_by_subject ON files (tenant_id, subject_id, id);

CREATE TABLE file_pieces (
    tenant_id text NOT NULL,
    file_id text NOT NULL,
    number bigint NOT NULL,
    content {blob} NOT NULL,
    PRIMARY KEY (tenant_id, file_id, number)
);

-- Which messages a file is attached to. A file that loses its last message goes with it.
CREATE TABLE file_links (
    tenant_id text NOT NULL,
    message_id text NOT NULL,
    file_id text NOT NULL,
    conversation_id text NOT NULL,
    PRIMARY KEY (tenant_id, message_id, file_id)
);
CREATE INDEX file_links_by_file ON file_links (tenant_id, file_id);
CREATE INDEX file_links_by_conversation ON file_links (tenant_id, conversation_id, message_id);
