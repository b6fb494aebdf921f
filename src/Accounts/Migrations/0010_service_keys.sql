-- Keys of the tenant instead of a person: their user_id is empty, and they have a role and a subject of their own.

alter table api_keys add column role text;
alter table api_keys add column subject_id text;
alter table api_keys add column made_by text;
