-- Amounts are millionths of the tenant's currency. Each transaction's entries sum to zero.

create table ledger_entries (
    tenant_id text not null,
    id text not null,
    transaction_id text not null,
    account text not null,
    amount bigint not null,
    kind text not null,
    turn_id text,
    at bigint not null,
    primary key (tenant_id, id)
);

create index ledger_entries_by_turn on ledger_entries (tenant_id, turn_id);

-- The sums of the entries, kept in the same transactions, so that a balance costs the same however long the history.
create table ledger_balances (
    tenant_id text not null,
    account text not null,
    balance bigint not null,
    primary key (tenant_id, account)
);

create table reservations (
    tenant_id text not null,
    id text not null,
    turn_id text,
    subject_id text,
    purpose text not null,
    deployment text not null,
    model text not null,
    trace_id text,
    amount bigint not null,
    if_lost bigint not null,
    state text not null,
    created_at bigint not null,
    expires_at bigint not null,
    primary key (tenant_id, id)
);

-- The open ones of all tenants by their end, for the sweep.
create table sys_open_reservations (
    id text not null primary key,
    tenant_id text not null,
    expires_at bigint not null
);

create index sys_open_reservations_by_expiry on sys_open_reservations (expires_at);

create table usage_records (
    tenant_id text not null,
    id text not null,
    turn_id text,
    trace_id text,
    subject_id text,
    purpose text not null,
    deployment text not null,
    model text not null,
    input_tokens bigint not null,
    output_tokens bigint not null,
    cached_tokens bigint not null,
    latency_ms bigint not null,
    cost bigint not null,
    estimated bigint not null,
    outcome text not null,
    at bigint not null,
    primary key (tenant_id, id)
);

create index usage_records_by_turn on usage_records (tenant_id, turn_id);
