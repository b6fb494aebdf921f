-- Answers that may be given again. The payload is sealed with the key of the subject whose turn it was.
CREATE TABLE kept_answers (
    tenant_id text NOT NULL,
    -- A hash of all that the answer depends on.
    key text NOT NULL,
    -- The same without the question; null where no similar question may have it.
    scope text,
    of_turn_id text NOT NULL,
    subject_id text NOT NULL,
    payload {blob} NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, key)
);
CREATE INDEX kept_answers_by_scope ON kept_answers (tenant_id, scope, created_at);
CREATE INDEX kept_answers_by_turn ON kept_answers (tenant_id, of_turn_id);
CREATE INDEX kept_answers_by_age ON kept_answers (tenant_id, created_at);
