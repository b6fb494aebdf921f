-- The newest part of the logs of runs, where the database belongs to one process: what one commit had of all streams, in one row. A log that
-- has grown by some events, or has waited for some seconds, goes into turn_events, and so does what a process that died has left here.
-- Of a commit of many streams this costs a few pages that lie side by side, where a row for each stream costs each its page.
CREATE TABLE sys_log_batches (
    id integer NOT NULL PRIMARY KEY,
    tenant_id text NOT NULL,
    -- For each run: its turn, the number of its last event here, and those events, sealed.
    payload {blob} NOT NULL
);
