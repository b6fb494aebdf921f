-- People who are asked in. The user is made when the link is opened; ids are given at once, because the sealed texts need them.

create table invitations (
    tenant_id text not null,
    id text not null,
    user_id text not null,
    subject_id text not null,
    email_hash text not null,
    email {blob} not null,
    role text not null,
    groups text not null,
    invited_by text not null,
    token_hash text not null,
    created_at bigint not null,
    expires_at bigint not null,
    accepted_at bigint,
    revoked_at bigint,
    primary key (tenant_id, id)
);

create unique index invitations_by_token on invitations (tenant_id, token_hash);
create index invitations_by_inviter on invitations (tenant_id, invited_by);
