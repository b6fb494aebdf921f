-- Vectors, as those who computed them wrote them. The graphs that are searched are derived from them and are files of each node.

-- changes counts what was written and removed; what was removed up to forgotten is not told any more.
CREATE TABLE vector_spaces (
    tenant_id text NOT NULL,
    collection text NOT NULL,
    model text NOT NULL,
    space_id text NOT NULL,
    dimensions bigint NOT NULL,
    changes bigint NOT NULL,
    forgotten bigint NOT NULL,
    PRIMARY KEY (tenant_id, collection, model)
);

-- Words of access by number: a graph keeps the number.
CREATE TABLE vector_access (
    tenant_id text NOT NULL,
    space_id text NOT NULL,
    name text NOT NULL,
    label bigint NOT NULL,
    PRIMARY KEY (tenant_id, space_id, name)
);

-- vector: floats of four bytes, the low byte first.
CREATE TABLE vector_entries (
    tenant_id text NOT NULL,
    space_id text NOT NULL,
    entry_key bigint NOT NULL,
    change bigint NOT NULL,
    label bigint NOT NULL,
    vector {blob} NOT NULL,
    PRIMARY KEY (tenant_id, space_id, entry_key)
);
CREATE UNIQUE INDEX vector_entries_change ON vector_entries (tenant_id, space_id, change);

CREATE TABLE vector_removals (
    tenant_id text NOT NULL,
    space_id text NOT NULL,
    entry_key bigint NOT NULL,
    change bigint NOT NULL,
    PRIMARY KEY (tenant_id, space_id, entry_key)
);
CREATE UNIQUE INDEX vector_removals_change ON vector_removals (tenant_id, space_id, change);

-- Which spaces there are, whosever they are: a node deletes the files of others.
CREATE TABLE sys_vector_spaces (
    space_id text NOT NULL PRIMARY KEY
);
