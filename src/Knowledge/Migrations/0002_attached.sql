-- The conversation whose attachments a namespace holds: it stands in no list, and goes with the conversation. Null for all others.
ALTER TABLE knowledge_namespaces ADD COLUMN conversation_id text;
CREATE INDEX knowledge_namespaces_shown ON knowledge_namespaces (tenant_id, name) WHERE conversation_id IS NULL;
CREATE INDEX knowledge_namespaces_attached ON knowledge_namespaces (tenant_id, conversation_id) WHERE conversation_id IS NOT NULL;
