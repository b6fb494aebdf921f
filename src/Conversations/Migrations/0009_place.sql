-- The tenant after the parent: with the tenant first, a server that has no figures of the table yet looks one message up by its tenant
-- in this index, and so reads all of the tenant's.
DROP INDEX messages_by_place;
CREATE INDEX messages_by_place ON messages (conversation_id, parent_id, tenant_id, id, role);
