-- A subject's own order of its conversations. The name is sealed with the subject's key.
CREATE TABLE folders (
    tenant_id text NOT NULL,
    id text NOT NULL,
    subject_id text NOT NULL,
    name {blob} NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX folders_by_subject ON folders (tenant_id, subject_id, id);

ALTER TABLE conversations ADD COLUMN folder_id text;
-- 1 from the end of an answer until its subject has seen it.
ALTER TABLE conversations ADD COLUMN unread bigint NOT NULL DEFAULT 0;
-- user, model or extract: who gave the title; null while it is the beginning of the first message. Who gave an older title is not known,
-- so it stays as it is: the default is theirs, in every tenant, and nobody else's.
ALTER TABLE conversations ADD COLUMN title_by text DEFAULT 'user';
-- Answers that were completed in it; the first one is followed by a title.
ALTER TABLE conversations ADD COLUMN answers bigint NOT NULL DEFAULT 0;

-- One index for each way in which the list is asked for, all of them in its order.
DROP INDEX conversations_by_subject;
CREATE INDEX conversations_listed ON conversations (tenant_id, subject_id, archived, updated_at, id) WHERE passing = 0;
CREATE INDEX conversations_in_folders ON conversations (tenant_id, subject_id, folder_id, archived, updated_at, id)
    WHERE passing = 0 AND folder_id IS NOT NULL;
CREATE INDEX conversations_pinned ON conversations (tenant_id, subject_id, archived, updated_at, id) WHERE passing = 0 AND pinned = 1;
CREATE INDEX conversations_unread ON conversations (tenant_id, subject_id) WHERE unread = 1;
