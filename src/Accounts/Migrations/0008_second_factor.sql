-- The second factor of users, and what people are told of their sessions.

alter table users add column totp_secret {blob};
alter table users add column totp_since bigint;
-- The period of the last code that was taken: it and those before it are not taken again.
alter table users add column totp_last_step bigint not null default 0;

create table recovery_codes (
    tenant_id text not null,
    user_id text not null,
    code_hash text not null,
    primary key (tenant_id, user_id, code_hash)
);

alter table sys_sessions add column method text;
-- One of a fixed list of words for browser and system.
alter table sys_sessions add column client text;
alter table sys_sessions add column last_used_at bigint;

alter table sys_links add column method text;
