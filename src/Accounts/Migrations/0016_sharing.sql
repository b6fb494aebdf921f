-- Whether people of the tenant may show conversations to others by a link.
alter table tenants add column sharing bigint not null default 1;
