-- Passages of documents in which something was found, sealed with the key of the case. They go with their document, and the case stays.
CREATE TABLE review_passages (
    tenant_id text NOT NULL,
    review_id text NOT NULL,
    number bigint NOT NULL,
    document_id text NOT NULL,
    passage {blob} NOT NULL,
    PRIMARY KEY (tenant_id, review_id, number)
);
CREATE INDEX review_passages_by_document ON review_passages (tenant_id, document_id);

-- The document that an example is from; null for what people or the assistant wrote.
ALTER TABLE training_examples ADD COLUMN document_id text;
CREATE INDEX training_examples_by_document ON training_examples (tenant_id, document_id) WHERE document_id IS NOT NULL;
