alter table users add column last_sign_in_at bigint;

create index sys_sessions_by_user on sys_sessions (tenant_id, user_id);
create index sys_links_by_user on sys_links (tenant_id, user_id);
create index api_keys_by_user on api_keys (tenant_id, user_id);
