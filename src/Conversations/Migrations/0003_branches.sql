-- The children of a message in their order, without touching the messages themselves: for siblings, ends of branches, and deletions.
CREATE INDEX messages_by_place ON messages (tenant_id, conversation_id, parent_id, id, role);
DROP INDEX messages_by_parent;

-- What its reader thought of an answer, sealed. It lives and dies with the message.
ALTER TABLE messages ADD COLUMN feedback {blob};
