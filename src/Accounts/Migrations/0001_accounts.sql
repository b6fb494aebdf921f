-- Tables named sys_ have no content: identifiers, hashes and times. Everything else belongs to one tenant.

create table sys_secrets (
    name text not null primary key,
    secret {blob} not null
);

create table sys_signing_keys (
    id text not null primary key,
    private_key {blob} not null,
    created_at bigint not null,
    signs_until bigint not null,
    verifies_until bigint not null
);

create table sys_tenants (
    id text not null primary key,
    is_default bigint not null,
    created_at bigint not null
);

create unique index sys_tenants_default on sys_tenants (is_default) where is_default = 1;

create table sys_emails (
    email_hash text not null primary key,
    tenant_id text not null,
    user_id text not null
);

create table sys_api_keys (
    key_hash text not null primary key,
    tenant_id text not null,
    key_id text not null,
    expires_at bigint,
    revoked bigint not null
);

create index sys_api_keys_by_key on sys_api_keys (tenant_id, key_id);

create table sys_sessions (
    id text not null primary key,
    tenant_id text not null,
    user_id text not null,
    created_at bigint not null,
    expires_at bigint not null,
    ended_at bigint
);

create index sys_sessions_by_expiry on sys_sessions (expires_at);

create table sys_refresh_tokens (
    token_hash text not null primary key,
    session_id text not null,
    expires_at bigint not null,
    used_at bigint
);

create index sys_refresh_tokens_by_expiry on sys_refresh_tokens (expires_at);

create table sys_links (
    token_hash text not null primary key,
    purpose text not null,
    tenant_id text not null,
    user_id text,
    expires_at bigint not null,
    used_at bigint
);

create index sys_links_by_expiry on sys_links (expires_at);

create table sys_sign_in_attempts (
    email_hash text not null primary key,
    failures bigint not null,
    blocked_until bigint not null,
    last_at bigint not null
);

create table tenants (
    tenant_id text not null primary key,
    name text not null,
    plan text not null,
    created_at bigint not null
);

create table users (
    tenant_id text not null,
    id text not null,
    subject_id text not null,
    email_hash text,
    email {blob},
    name {blob},
    role text not null,
    platform bigint not null,
    password_hash text,
    created_at bigint not null,
    primary key (tenant_id, id)
);

create unique index users_by_email on users (tenant_id, email_hash);

create table subjects (
    tenant_id text not null,
    id text not null,
    kind text not null,
    external_hash text,
    created_at bigint not null,
    primary key (tenant_id, id)
);

create unique index subjects_by_external on subjects (tenant_id, external_hash);

create table api_keys (
    tenant_id text not null,
    id text not null,
    user_id text not null,
    kind text not null,
    name text not null,
    ending text not null,
    scopes text not null,
    lifetime_days bigint,
    created_at bigint not null,
    expires_at bigint,
    revoked_at bigint,
    last_used_at bigint,
    primary key (tenant_id, id)
);
