-- When a whole listing was first less than half of what was there before; null again once one is not, fails, or the source is changed.
ALTER TABLE sources ADD COLUMN shrunk_at bigint;
UPDATE sources SET shrunk = 0;
