-- The upload that the searchable version was read from, and its media type: '' when its file was not kept, null when none was shown yet, or by a server of before.
-- Pieces of originals count on from one upload of a document to the next: the last one is of the newest.
ALTER TABLE knowledge_documents ADD COLUMN live_upload text;
ALTER TABLE knowledge_documents ADD COLUMN live_media_type text;
