-- Who is in which group, who may not come in any more, and what happened.

alter table users add column disabled_at bigint;

create table groups (
    tenant_id text not null,
    id text not null,
    name text not null,
    created_at bigint not null,
    primary key (tenant_id, id)
);

create unique index groups_by_name on groups (tenant_id, name);

create table group_members (
    tenant_id text not null,
    group_id text not null,
    user_id text not null,
    added_at bigint not null,
    primary key (tenant_id, group_id, user_id)
);

create index group_members_by_user on group_members (tenant_id, user_id);

-- Rows are added and never changed. A row says by itself all that a hash over it would cover.
create table audit_events (
    tenant_id text not null,
    id text not null,
    at bigint not null,
    actor_kind text not null,
    actor_id text,
    action text not null,
    target text,
    detail text not null,
    origin text,
    trace_id text,
    primary key (tenant_id, id)
);

create index audit_events_by_action on audit_events (tenant_id, action, id);
create index audit_events_by_actor on audit_events (tenant_id, actor_id, id);
create index audit_events_by_target on audit_events (tenant_id, target, id);
