-- What tenants may use. Plans belong to the installation: a name and numbers.

create table sys_plans (
    name text not null primary key,
    -- Null: no limit.
    messages_per_day bigint,
    -- Null: what the server's settings say.
    requests_per_minute bigint,
    streams_per_user bigint,
    changed_at bigint not null
);

insert into sys_plans (name, messages_per_day, changed_at) values ('free', 100, 0), ('pro', 1000, 0), ('enterprise', null, 0);

-- What one tenant has instead of what its plan says.
create table tenant_limits (
    tenant_id text not null primary key,
    messages_per_day bigint,
    requests_per_minute bigint,
    streams_per_user bigint
);

-- Token buckets of all nodes: when each is full again, in microseconds since 1970. A bucket that is not here is full.
create table sys_buckets (
    name text not null primary key,
    full_at bigint not null
);

create index sys_buckets_by_end on sys_buckets (full_at);

create table budgets (
    tenant_id text not null,
    id text not null,
    kind text not null,
    -- Whose; empty when each of the kind has its own.
    scope_id text not null,
    -- What calls know of that: a user's subject, else the same as scope_id.
    payer text not null,
    unit text not null,
    amount bigint not null,
    soft_at bigint,
    period text not null,
    created_at bigint not null,
    primary key (tenant_id, id)
);

-- One row a counter: the window that it counts in, and what is used of it. A later window begins by writing over it.
create table budget_counters (
    tenant_id text not null,
    counter text not null,
    starts_at bigint not null,
    spent bigint not null,
    reserved bigint not null,
    primary key (tenant_id, counter)
);

-- What a call under way has set aside of each counter, by the id of its reservation.
create table budget_holds (
    tenant_id text not null,
    reservation_id text not null,
    counter text not null,
    starts_at bigint not null,
    unit text not null,
    amount bigint not null,
    -- What was charged of it when the call was given up; it may report back yet.
    charged bigint,
    primary key (tenant_id, reservation_id, counter)
);

alter table reservations add column key_id text;
-- How many counters hold something for it.
alter table reservations add column holds bigint not null default 0;
alter table usage_records add column key_id text;
create index usage_records_by_time on usage_records (tenant_id, at);
