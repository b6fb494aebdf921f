-- Names that groups had before. Documents go on naming a group by them, so no other group may have one.

create table former_group_names (
    tenant_id text not null,
    name text not null,
    group_id text not null,
    primary key (tenant_id, name)
);

create index former_group_names_by_group on former_group_names (tenant_id, group_id);
