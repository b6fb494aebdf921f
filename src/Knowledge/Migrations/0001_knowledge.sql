-- A namespace holds documents that are searched together. next_chunk numbers its chunks in the order in which they came.
CREATE TABLE knowledge_namespaces (
    tenant_id text NOT NULL,
    name text NOT NULL,
    chunk_tokens bigint NOT NULL,
    overlap_tokens bigint NOT NULL,
    -- Relevance floor in thousandths; null for the product's default.
    floor_permille bigint,
    next_chunk bigint NOT NULL DEFAULT 1,
    created_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

-- One row per external id. card, original, content, outline and error are sealed with the namespace's key.
CREATE TABLE knowledge_documents (
    tenant_id text NOT NULL,
    id text NOT NULL,
    namespace text NOT NULL,
    external_id text NOT NULL,
    -- Counts uploads: work on an older one no longer counts.
    revision bigint NOT NULL,
    state text NOT NULL,
    step text,
    progress bigint NOT NULL DEFAULT 0,
    error {blob},
    job_id text,
    media_type text NOT NULL,
    bytes bigint NOT NULL,
    sha256 text NOT NULL,
    -- Access tags joined by blanks, as asked for; live_acl is what the searchable version has.
    acl text NOT NULL,
    card {blob} NOT NULL,
    original {blob},
    -- The searchable version: its clean text, its title and headings, and its contiguous chunk numbers.
    live_acl text NOT NULL DEFAULT '',
    content {blob},
    outline {blob},
    first_chunk bigint NOT NULL DEFAULT 0,
    chunks bigint NOT NULL DEFAULT 0,
    language text NOT NULL DEFAULT '',
    body_length bigint NOT NULL DEFAULT 0,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX knowledge_documents_external ON knowledge_documents (tenant_id, namespace, external_id);
CREATE INDEX knowledge_documents_listed ON knowledge_documents (tenant_id, namespace, id);

-- A span of a document's clean text, in UTF-16 units. terms are the chunk's postings' terms, one a line, so that they can be found again.
CREATE TABLE knowledge_chunks (
    tenant_id text NOT NULL,
    namespace text NOT NULL,
    number bigint NOT NULL,
    id text NOT NULL,
    document_id text NOT NULL,
    ordinal bigint NOT NULL,
    start_at bigint NOT NULL,
    end_at bigint NOT NULL,
    body_length bigint NOT NULL,
    terms {blob} NOT NULL,
    PRIMARY KEY (tenant_id, namespace, number)
);

-- How often a term stands in each field of a chunk. acl names a set of access tags in knowledge_acl.
CREATE TABLE knowledge_postings (
    tenant_id text NOT NULL,
    namespace text NOT NULL,
    term text NOT NULL,
    chunk bigint NOT NULL,
    acl text NOT NULL,
    body bigint NOT NULL,
    title bigint NOT NULL,
    heading bigint NOT NULL,
    body_length bigint NOT NULL,
    PRIMARY KEY (tenant_id, namespace, term, chunk)
);

CREATE TABLE knowledge_acl (
    tenant_id text NOT NULL,
    acl text NOT NULL,
    tag text NOT NULL,
    PRIMARY KEY (tenant_id, tag, acl)
);

-- Chunk numbers that are being written or removed and that no search may show.
CREATE TABLE knowledge_hidden (
    tenant_id text NOT NULL,
    namespace text NOT NULL,
    first_chunk bigint NOT NULL,
    last_chunk bigint NOT NULL,
    document_id text NOT NULL,
    PRIMARY KEY (tenant_id, namespace, first_chunk)
);

-- What BM25 needs to know of a namespace as a whole, kept in the transactions that show or hide chunks.
CREATE TABLE knowledge_statistics (
    tenant_id text NOT NULL,
    namespace text NOT NULL,
    language text NOT NULL,
    documents bigint NOT NULL,
    chunks bigint NOT NULL,
    body_length bigint NOT NULL,
    PRIMARY KEY (tenant_id, namespace, language)
);
