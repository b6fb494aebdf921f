-- Postings are packed: one row per term and bucket of chunk numbers, see docs/decisions/0024. Documents of before are indexed anew by a job.
DROP TABLE knowledge_postings;
DROP TABLE knowledge_acl;
DROP TABLE knowledge_hidden;
ALTER TABLE knowledge_chunks DROP COLUMN terms;
ALTER TABLE knowledge_chunks DROP COLUMN body_length;
-- What is read of a chunk when it is found: its text, title, heading and question, sealed. The span of its parent in the document's text.
ALTER TABLE knowledge_chunks ADD COLUMN card {blob};
ALTER TABLE knowledge_chunks ADD COLUMN page bigint;
ALTER TABLE knowledge_chunks ADD COLUMN parent_start bigint;
ALTER TABLE knowledge_chunks ADD COLUMN parent_end bigint;
-- Rises with every change of what a search may show; what a search read of one version holds as long as it stays.
ALTER TABLE knowledge_namespaces ADD COLUMN version bigint NOT NULL DEFAULT 0;
-- The form in which a searchable version was indexed; 0 before postings were packed.
ALTER TABLE knowledge_documents ADD COLUMN index_form bigint NOT NULL DEFAULT 0;

CREATE TABLE knowledge_postings (
    tenant_id text NOT NULL,
    namespace text NOT NULL,
    term text {by_bytes} NOT NULL,
    bucket bigint NOT NULL,
    data {blob} NOT NULL,
    PRIMARY KEY (tenant_id, namespace, term, bucket)
);

-- Chunks that were written together. waiting: data holds their postings; folded: those stand in knowledge_postings, and data holds the terms alone.
CREATE TABLE knowledge_parts (
    tenant_id text NOT NULL,
    namespace text NOT NULL,
    first_chunk bigint NOT NULL,
    last_chunk bigint NOT NULL,
    document_id text NOT NULL,
    state text NOT NULL,
    data {blob} NOT NULL,
    PRIMARY KEY (tenant_id, namespace, first_chunk)
);
CREATE INDEX knowledge_parts_waiting ON knowledge_parts (tenant_id, namespace, first_chunk, last_chunk) WHERE state = 'waiting';
CREATE INDEX knowledge_parts_document ON knowledge_parts (tenant_id, document_id);

-- Length and access of each chunk of a block of 256 numbers; access 0 is what nobody finds.
CREATE TABLE knowledge_facts (
    tenant_id text NOT NULL,
    namespace text NOT NULL,
    block bigint NOT NULL,
    version bigint NOT NULL,
    data {blob} NOT NULL,
    PRIMARY KEY (tenant_id, namespace, block)
);
CREATE INDEX knowledge_facts_changed ON knowledge_facts (tenant_id, namespace, version, block);

-- Sets of access tags, by number, and the numbers of the sets that hold a tag.
CREATE TABLE knowledge_access (
    tenant_id text NOT NULL,
    number bigint NOT NULL,
    acl text NOT NULL,
    PRIMARY KEY (tenant_id, number)
);
CREATE UNIQUE INDEX knowledge_access_sets ON knowledge_access (tenant_id, acl);
CREATE TABLE knowledge_access_tags (
    tenant_id text NOT NULL,
    tag text NOT NULL,
    number bigint NOT NULL,
    PRIMARY KEY (tenant_id, tag, number)
);

-- Files as they were uploaded, in sealed pieces: for reading them again, and for showing their pages.
CREATE TABLE knowledge_originals (
    tenant_id text NOT NULL,
    document_id text NOT NULL,
    -- Names the upload that it came with: its pieces are sealed for that.
    upload text NOT NULL,
    piece bigint NOT NULL,
    data {blob} NOT NULL,
    PRIMARY KEY (tenant_id, document_id, piece)
);

-- What a step made of a document that is being read, sealed: an attempt that comes after goes on from it.
CREATE TABLE knowledge_drafts (
    tenant_id text NOT NULL,
    document_id text NOT NULL,
    step text NOT NULL,
    revision bigint NOT NULL,
    data {blob} NOT NULL,
    PRIMARY KEY (tenant_id, document_id, step)
);
-- How the steps went: JSON without content.
ALTER TABLE knowledge_documents ADD COLUMN steps text NOT NULL DEFAULT '[]';
ALTER TABLE knowledge_namespaces ADD COLUMN parent_tokens bigint NOT NULL DEFAULT 1024;
CREATE INDEX knowledge_documents_same ON knowledge_documents (tenant_id, namespace, sha256, id);
