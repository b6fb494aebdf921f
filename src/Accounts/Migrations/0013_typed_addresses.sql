-- Whether whoever opened an invitation named the address, which nobody has proven since.
alter table users add column email_typed bigint not null default 0;
