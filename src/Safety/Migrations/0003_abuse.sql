-- Who sends again and again what guards refuse. A score halves with time, so that a row tells all by itself; nobody has one who never sent such.
-- What is told to whom was stopped is sealed with a key of the tenant's: people write it about people.
CREATE TABLE abuse_scores (
    tenant_id text NOT NULL,
    subject_id text NOT NULL,
    -- In thousandths, as it was at scored_at.
    score bigint NOT NULL,
    scored_at bigint NOT NULL,
    -- The next message that is taken while messages are taken slowly.
    next_at bigint NOT NULL,
    cooled_until bigint NOT NULL,
    banned_until bigint NOT NULL,
    reason {blob},
    PRIMARY KEY (tenant_id, subject_id)
);
CREATE INDEX abuse_by_age ON abuse_scores (tenant_id, scored_at);
