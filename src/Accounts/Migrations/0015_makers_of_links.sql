-- Who made a link for somebody else, so that it goes when its maker loses the right to make it. Null: the server itself.
alter table sys_links add column made_by text;
