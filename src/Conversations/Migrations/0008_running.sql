-- In the order in which they are read: else SQLite takes the order from the primary key and walks all messages of the tenant.
DROP INDEX messages_running;
CREATE INDEX messages_running ON messages (tenant_id, conversation_id, id) WHERE state = 'running';
