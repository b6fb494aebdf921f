-- Where a copied conversation comes from; what it names may be gone. While the copy is being made, passing is 2: it stands nowhere yet.
ALTER TABLE conversations ADD COLUMN forked_from_conversation_id text;
ALTER TABLE conversations ADD COLUMN forked_from_message_id text;
