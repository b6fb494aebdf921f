-- What guards found in turns, without a word of them. It is kept for a time, whatever becomes of the turn.
CREATE TABLE guard_findings (
    tenant_id text NOT NULL,
    id text NOT NULL,
    at bigint NOT NULL,
    -- Null where it was no turn.
    turn_id text,
    guard text NOT NULL,
    kind text NOT NULL,
    action text NOT NULL,
    source text NOT NULL,
    -- The highest of them, in thousandths.
    score bigint NOT NULL,
    times bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX guard_findings_by_time ON guard_findings (tenant_id, at);

-- What a person looks at: uncertain cases, and what was refused at once, which its sender may appeal. One for each turn.
CREATE TABLE reviews (
    tenant_id text NOT NULL,
    id text NOT NULL,
    -- Whose key seals the texts: with it they are gone.
    owner text NOT NULL,
    subject_id text,
    conversation_id text,
    turn_id text,
    message_id text,
    document_id text,
    -- open: somebody is to decide; automatic: refused, and nobody has objected; decided.
    state text NOT NULL,
    -- Of the gravest finding.
    action text NOT NULL,
    guard text NOT NULL,
    kind text NOT NULL,
    source text NOT NULL,
    score bigint NOT NULL,
    -- What was in force; null for the standard.
    policy_id text,
    policy_version bigint,
    context {blob} NOT NULL,
    created_at bigint NOT NULL,
    claimed_by text,
    claimed_at bigint,
    appealed_at bigint,
    appeal {blob},
    decision text,
    decided_by text,
    decided_at bigint,
    verdict {blob},
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX reviews_by_turn ON reviews (tenant_id, turn_id);
CREATE INDEX reviews_by_state ON reviews (tenant_id, state, id);

-- Whether what people decide becomes examples to learn from. A tenant without a row has not agreed.
CREATE TABLE training_settings (
    tenant_id text NOT NULL PRIMARY KEY,
    collects bigint NOT NULL,
    changed_at bigint NOT NULL
);

CREATE TABLE training_examples (
    tenant_id text NOT NULL,
    id text NOT NULL,
    review_id text NOT NULL,
    owner text NOT NULL,
    turn_id text,
    label text NOT NULL,
    source text NOT NULL,
    example {blob} NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX training_examples_by_turn ON training_examples (tenant_id, turn_id);
