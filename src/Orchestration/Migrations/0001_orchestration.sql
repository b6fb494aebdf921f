-- The heads of runs: who answers which turn, until when. No content, so that any node can take what lapsed.
-- The row goes away when the turn has ended and its log is packed.
CREATE TABLE sys_runs (
    turn_id text NOT NULL PRIMARY KEY,
    tenant_id text NOT NULL,
    -- running, waiting (for an approval), ended (its log is not yet packed)
    state text NOT NULL,
    -- Grows whenever the run changes hands; a holder of an older one can write nothing.
    fence bigint NOT NULL,
    attempts bigint NOT NULL,
    lease_owner text,
    lease_until bigint NOT NULL,
    -- When the time limit is reached; while waiting, when the approval expires.
    deadline bigint NOT NULL,
    cancel_requested bigint NOT NULL DEFAULT 0
);
CREATE INDEX sys_runs_by_lease ON sys_runs (state, lease_until);
CREATE INDEX sys_runs_by_owner ON sys_runs (lease_owner);

CREATE TABLE turns (
    tenant_id text NOT NULL,
    id text NOT NULL,
    conversation_id text NOT NULL,
    subject_id text NOT NULL,
    user_message_id text NOT NULL,
    assistant_message_id text NOT NULL,
    system_message_id text,
    state text NOT NULL,
    request {blob},
    provenance {blob},
    last_event_id bigint NOT NULL DEFAULT 0,
    attempts bigint NOT NULL DEFAULT 1,
    created_at bigint NOT NULL,
    ended_at bigint,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX turns_by_conversation ON turns (tenant_id, conversation_id);

-- The log while a turn runs: one row an event.
CREATE TABLE turn_events (
    tenant_id text NOT NULL,
    turn_id text NOT NULL,
    seq bigint NOT NULL,
    payload {blob} NOT NULL,
    PRIMARY KEY (tenant_id, turn_id, seq)
);

-- The log of an ended turn: all its events in one row.
CREATE TABLE turn_logs (
    tenant_id text NOT NULL,
    turn_id text NOT NULL,
    payload {blob} NOT NULL,
    PRIMARY KEY (tenant_id, turn_id)
);

-- What each step found out, so that a resumed run sees what the first one saw.
CREATE TABLE turn_steps (
    tenant_id text NOT NULL,
    turn_id text NOT NULL,
    step text NOT NULL,
    outcome {blob} NOT NULL,
    PRIMARY KEY (tenant_id, turn_id, step)
);

-- Which send made which turn. Outlives the turn, so that a retry after an erasure never runs again.
CREATE TABLE sends (
    tenant_id text NOT NULL,
    subject_id text NOT NULL,
    route text NOT NULL,
    key text NOT NULL,
    turn_id text NOT NULL,
    body_hash text NOT NULL,
    erased bigint NOT NULL DEFAULT 0,
    created_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, subject_id, route, key)
);
CREATE INDEX sends_by_turn ON sends (tenant_id, turn_id);
