-- Letters on their way: written in the transaction of what they tell of, deleted when a mail server has taken them.

create table letters (
    tenant_id text not null,
    id text not null,
    kind text not null,
    -- The user who is written to, or the invitation.
    target text not null,
    subject_id text not null,
    -- Address, subject and text, sealed with the subject's key; null once it was given up, because it holds a link.
    content {blob},
    link_hash text not null,
    attempts bigint not null,
    -- Why the last attempt failed.
    reason text,
    created_at bigint not null,
    expires_at bigint not null,
    failed_at bigint,
    primary key (tenant_id, id)
);
