-- Those that are not to be kept are found by their ids, which tell when they were made: by their bytes, since in some languages "aa" stands after "z".
CREATE INDEX conversations_passing ON conversations (tenant_id, id {by_bytes}) WHERE passing = 1;
