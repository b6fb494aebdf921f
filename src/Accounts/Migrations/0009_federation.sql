-- Identity providers of tenants, and who signs in by them.

create table sys_identity_providers (
    id text not null primary key,
    tenant_id text not null
);

-- A domain of e-mail addresses belongs to one provider of the whole installation.
create table sys_email_domains (
    domain_hash text not null primary key,
    tenant_id text not null,
    provider_id text not null
);

create index sys_email_domains_by_provider on sys_email_domains (tenant_id, provider_id);

-- A sign-in that came back once does not come back again.
create table sys_used_flows (
    state_hash text not null primary key,
    expires_at bigint not null
);

create index sys_used_flows_by_expiry on sys_used_flows (expires_at);

create table identity_providers (
    tenant_id text not null,
    id text not null,
    enabled bigint not null,
    settings {blob} not null,
    created_at bigint not null,
    updated_at bigint not null,
    primary key (tenant_id, id)
);

create table identities (
    tenant_id text not null,
    provider_id text not null,
    person_hash text not null,
    user_id text not null,
    created_at bigint not null,
    primary key (tenant_id, provider_id, person_hash)
);

create index identities_by_user on identities (tenant_id, user_id);

-- Memberships that a provider gave, so that it takes back no others.
create table provider_memberships (
    tenant_id text not null,
    provider_id text not null,
    user_id text not null,
    group_id text not null,
    primary key (tenant_id, provider_id, user_id, group_id)
);

create table provider_tests (
    tenant_id text not null,
    id text not null,
    provider_id text not null,
    outcome {blob},
    created_at bigint not null,
    expires_at bigint not null,
    primary key (tenant_id, id)
);
