-- A share shows one branch of a conversation to whoever has its token. The texts stay where they are.
CREATE TABLE shares (
    tenant_id text NOT NULL,
    id text NOT NULL,
    subject_id text NOT NULL,
    conversation_id text NOT NULL,
    leaf_message_id text NOT NULL,
    -- Where the pages of the branch begin: its length, and every so many messages an id, separated by spaces.
    messages bigint NOT NULL,
    anchors text NOT NULL,
    token_hash text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX shares_by_subject ON shares (tenant_id, subject_id, id);
CREATE INDEX shares_by_conversation ON shares (tenant_id, conversation_id);

-- Finds the tenant of somebody who has nothing but a token.
CREATE TABLE sys_shares (
    token_hash text NOT NULL PRIMARY KEY,
    tenant_id text NOT NULL,
    share_id text NOT NULL,
    expires_at bigint NOT NULL
);
CREATE INDEX sys_shares_by_expiry ON sys_shares (expires_at);
