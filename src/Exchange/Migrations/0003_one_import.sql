-- Somebody has one import at a time, its upload included: 1 from its beginning to its end, null for those of before and those that ended.
ALTER TABLE imports ADD COLUMN under_way bigint;
UPDATE imports SET under_way = 1 WHERE state = 'running';
DROP INDEX imports_running;
CREATE UNIQUE INDEX imports_under_way ON imports (tenant_id, subject_id) WHERE under_way = 1;

-- Conversations whose messages are being written, or were when their worker died.
CREATE INDEX imported_conversations_half ON imported_conversations (tenant_id, import_id) WHERE whole = 0;
