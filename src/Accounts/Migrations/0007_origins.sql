-- Which pages of other hosts may call in a tenant's name.

create table tenant_origins (
    tenant_id text not null,
    origin text not null,
    created_at bigint not null,
    primary key (tenant_id, origin)
);

-- A browser asks before it shows who calls: the question is answered from hashes.
create table sys_origins (
    origin_hash text not null,
    tenant_id text not null,
    primary key (origin_hash, tenant_id)
);
