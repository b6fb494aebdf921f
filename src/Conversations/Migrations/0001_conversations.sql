-- A conversation belongs to one subject of one tenant. Its title is sealed with that subject's key.
CREATE TABLE conversations (
    tenant_id text NOT NULL,
    id text NOT NULL,
    subject_id text NOT NULL,
    title {blob},
    pinned bigint NOT NULL DEFAULT 0,
    archived bigint NOT NULL DEFAULT 0,
    leaf_message_id text,
    -- 1 when a wire format's caller did not ask to keep it: hidden from lists, erased after a while.
    passing bigint NOT NULL DEFAULT 0,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX conversations_by_subject ON conversations (tenant_id, subject_id, updated_at, id);

-- A tree: parent_id never changes. Content and details are sealed with the subject's key.
CREATE TABLE messages (
    tenant_id text NOT NULL,
    id text NOT NULL,
    conversation_id text NOT NULL,
    subject_id text NOT NULL,
    parent_id text,
    -- The system message at the root of this branch, so that no walk is needed to find it.
    system_message_id text,
    turn_id text,
    role text NOT NULL,
    state text NOT NULL,
    model text,
    content {blob} NOT NULL,
    details {blob},
    created_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX messages_by_parent ON messages (tenant_id, conversation_id, parent_id);
CREATE INDEX messages_running ON messages (tenant_id, conversation_id) WHERE state = 'running';
