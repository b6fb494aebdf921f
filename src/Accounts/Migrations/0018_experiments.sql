-- The variant of an experiment that a call was part of, if any.
alter table reservations add column experiment text;
alter table reservations add column variant text;
alter table usage_records add column experiment text;
alter table usage_records add column variant text;
