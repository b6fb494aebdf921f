-- What came of the variants of experiments: one row for each of several lanes, so that turns that end at once seldom wait for each other.
CREATE TABLE experiment_sums (
    tenant_id text NOT NULL,
    experiment text NOT NULL,
    variant text NOT NULL,
    lane bigint NOT NULL,
    requests bigint NOT NULL,
    errors bigint NOT NULL,
    cancelled bigint NOT NULL,
    -- Answered from earlier answers, without a model.
    reused bigint NOT NULL,
    -- Attempts of models that failed, whatever became of the answer.
    failed_attempts bigint NOT NULL,
    -- How many of the answers the time to the first token is known of, and the sum of it.
    timed bigint NOT NULL,
    first_token_ms bigint NOT NULL,
    -- From the message to the end of the answer, of those that were completed by a model.
    completed bigint NOT NULL,
    took_ms bigint NOT NULL,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    -- Millionths of the currency.
    cost bigint NOT NULL,
    PRIMARY KEY (tenant_id, experiment, variant, lane)
);

-- How often earlier answers were looked for, by kind, and what those saved that were given again.
CREATE TABLE answer_cache_sums (
    tenant_id text NOT NULL,
    kind text NOT NULL,
    lane bigint NOT NULL,
    since bigint NOT NULL,
    hits bigint NOT NULL,
    misses bigint NOT NULL,
    -- Of the hits, those of which it is known what they would have cost.
    priced bigint NOT NULL,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cost bigint NOT NULL,
    PRIMARY KEY (tenant_id, kind, lane)
);
