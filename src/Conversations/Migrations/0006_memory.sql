-- When its subject pinned a message, so that it stays in the prompt however long the conversation grows.
ALTER TABLE messages ADD COLUMN pinned_at bigint;
CREATE INDEX messages_pinned ON messages (tenant_id, conversation_id) WHERE pinned_at IS NOT NULL;

-- What stands for the first messages of a branch, through one of them; it holds for every branch that passes that message.
-- A row never changes. The content is sealed with the subject's key.
CREATE TABLE conversation_summaries (
    tenant_id text NOT NULL,
    id text NOT NULL,
    conversation_id text NOT NULL,
    from_message_id text NOT NULL,
    through_message_id text NOT NULL,
    -- How many messages of the branch it stands for.
    messages bigint NOT NULL,
    tokens bigint NOT NULL,
    -- A deployment's name, or extractive.
    made_by text NOT NULL,
    -- The summary of the messages before, which this one was made from.
    based_on text,
    content {blob} NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX conversation_summaries_by_end ON conversation_summaries (tenant_id, through_message_id);
CREATE INDEX conversation_summaries_by_conversation ON conversation_summaries (tenant_id, conversation_id);

-- Which pinned messages a summary stands for, so that a send finds them without a walk.
CREATE TABLE summary_pins (
    tenant_id text NOT NULL,
    summary_id text NOT NULL,
    message_id text NOT NULL,
    conversation_id text NOT NULL,
    PRIMARY KEY (tenant_id, summary_id, message_id)
);
CREATE INDEX summary_pins_by_message ON summary_pins (tenant_id, message_id);
CREATE INDEX summary_pins_by_conversation ON summary_pins (tenant_id, conversation_id);

-- Which job folds a conversation's older messages just now; only its work counts.
CREATE TABLE conversation_foldings (
    tenant_id text NOT NULL,
    conversation_id text NOT NULL,
    job_id text NOT NULL,
    leaf_message_id text NOT NULL,
    compact bigint NOT NULL,
    claimed_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id)
);
