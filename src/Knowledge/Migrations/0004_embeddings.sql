-- The model that embeds a namespace's chunks: the deployment ('' is the built-in one), the name of its vectors, and their dimensions.
ALTER TABLE knowledge_namespaces ADD COLUMN embedding text NOT NULL DEFAULT '';
ALTER TABLE knowledge_namespaces ADD COLUMN embedding_vectors text NOT NULL DEFAULT '';
ALTER TABLE knowledge_namespaces ADD COLUMN embedding_dimensions bigint NOT NULL DEFAULT 0;
-- The same of the model that is to take its place, while chunks are embedded anew; null else.
ALTER TABLE knowledge_namespaces ADD COLUMN next_embedding text;
ALTER TABLE knowledge_namespaces ADD COLUMN next_vectors text;
ALTER TABLE knowledge_namespaces ADD COLUMN next_dimensions bigint;

-- Stretches of chunks that have no vector yet by the model that a namespace is to have.
CREATE TABLE knowledge_unembedded (
    tenant_id text NOT NULL,
    namespace text NOT NULL,
    first_chunk bigint NOT NULL,
    last_chunk bigint NOT NULL,
    PRIMARY KEY (tenant_id, namespace, first_chunk)
);
