-- Domains of e-mail addresses that tenants claim and prove by an entry in the domain's DNS.

create table domain_claims (
    tenant_id text not null,
    id text not null,
    domain_hash text not null,
    -- The domain and the text that proves it.
    content {blob} not null,
    created_at bigint not null,
    checked_at bigint,
    verified_at bigint,
    -- Since when the text of a proven domain is not found any more.
    missing_since bigint,
    suspended_at bigint,
    primary key (tenant_id, id)
);

create unique index domain_claims_by_domain on domain_claims (tenant_id, domain_hash);

-- A proven domain belongs to one tenant of the whole installation.
create table sys_held_domains (
    domain_hash text not null primary key,
    tenant_id text not null,
    claim_id text not null,
    -- When the proof is looked for next.
    due_at bigint not null
);

create index sys_held_domains_by_due on sys_held_domains (due_at);

-- The claim that a binding rests on; null where the operator's word is the proof.
alter table sys_email_domains add column claim_id text;
alter table sys_email_domains add column suspended_at bigint;
