-- What placeholders such as [CARD_1] stand for. Numbers rise within a scope, which is a conversation or a document. The value is sealed with
-- the key of whom the scope belongs to, and found again by a code that only this key makes: whoever has the table learns neither.
CREATE TABLE vault_values (
    tenant_id text NOT NULL,
    scope text NOT NULL,
    kind text NOT NULL,
    number bigint NOT NULL,
    -- Whose key seals it.
    owner text NOT NULL,
    mac text NOT NULL,
    sealed {blob} NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, scope, kind, number)
);
CREATE UNIQUE INDEX vault_values_by_mac ON vault_values (tenant_id, scope, mac);
