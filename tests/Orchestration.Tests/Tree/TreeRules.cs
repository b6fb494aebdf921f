using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>What is always true of the trees of a tenant, looked up in the tables themselves.</summary>
internal static class TreeRules
{
    /// <summary>Tables whose rows may outlive the turn, the message or the conversation that they name: they hold nothing of its text.</summary>
    private static readonly string[] Outliving = ["usage_records", "ledger_entries", "reservations", "sends", "sys_runs", "sys_open_reservations"];

    private static readonly (string Rule, string Sql)[] Rules =
    [
        ("a parent is in another conversation, or gone",
            """
            SELECT child.id FROM messages child LEFT JOIN messages parent
                ON parent.tenant_id = @tenant AND parent.id = child.parent_id AND parent.conversation_id = child.conversation_id
            WHERE child.tenant_id = @tenant AND child.parent_id IS NOT NULL AND parent.id IS NULL
            """),
        ("a message is not reached from a root of its conversation",
            """
            WITH RECURSIVE reached (id, conversation_id) AS (
                SELECT id, conversation_id FROM messages WHERE tenant_id = @tenant AND parent_id IS NULL
                UNION ALL
                SELECT child.id, child.conversation_id FROM reached JOIN messages child
                    ON child.tenant_id = @tenant AND child.conversation_id = reached.conversation_id AND child.parent_id = reached.id)
            SELECT id FROM messages WHERE tenant_id = @tenant AND id NOT IN (SELECT id FROM reached)
            """),
        ("a conversation has messages but no leaf, or a leaf that is none of its messages",
            """
            SELECT id FROM conversations WHERE tenant_id = @tenant
                AND CASE WHEN leaf_message_id IS NULL
                    THEN EXISTS (SELECT 1 FROM messages WHERE messages.tenant_id = @tenant AND conversation_id = conversations.id)
                    ELSE NOT EXISTS (SELECT 1 FROM messages
                        WHERE messages.tenant_id = @tenant AND conversation_id = conversations.id AND messages.id = leaf_message_id) END
            """),
        ("something follows a leaf",
            """
            SELECT conversations.id FROM conversations JOIN messages
                ON messages.tenant_id = @tenant AND messages.conversation_id = conversations.id AND messages.parent_id = leaf_message_id
            WHERE conversations.tenant_id = @tenant
            """),
        ("a message is in no conversation",
            "SELECT id FROM messages WHERE tenant_id = @tenant AND conversation_id NOT IN (SELECT id FROM conversations WHERE tenant_id = @tenant)"),
        ("a running message has no running turn, or a turn that has ended has a running message",
            """
            SELECT messages.id FROM messages LEFT JOIN turns ON turns.tenant_id = @tenant AND turns.assistant_message_id = messages.id
            WHERE messages.tenant_id = @tenant AND messages.role = 'assistant' AND messages.turn_id IS NOT NULL
                AND (turns.id IS NULL OR turns.id <> messages.turn_id
                    OR (messages.state = 'running') <> (turns.state IN ('running', 'waiting')))
            """),
        ("a turn's question or answer is gone",
            """
            SELECT id FROM turns WHERE tenant_id = @tenant
                AND (user_message_id NOT IN (SELECT id FROM messages WHERE tenant_id = @tenant)
                    OR assistant_message_id NOT IN (SELECT id FROM messages WHERE tenant_id = @tenant))
            """),
        ("a running turn has no head, or an ended one has",
            """
            SELECT turns.id FROM turns LEFT JOIN sys_runs ON sys_runs.turn_id = turns.id AND sys_runs.state <> 'ended'
            WHERE turns.tenant_id = @tenant AND (turns.state IN ('running', 'waiting')) <> (sys_runs.turn_id IS NOT NULL)
            """),
        ("a head has no turn",
            "SELECT turn_id FROM sys_runs WHERE tenant_id = @tenant AND turn_id NOT IN (SELECT id FROM turns WHERE tenant_id = @tenant)"),
        ("a send lost its turn and does not know it",
            "SELECT turn_id FROM sends WHERE tenant_id = @tenant AND erased = 0 AND turn_id NOT IN (SELECT id FROM turns WHERE tenant_id = @tenant)"),
    ];

    public static async Task CheckAsync(TestDatabase database, TenantScope tenant)
    {
        await using var connection = await database.Tenants.OpenAsync(tenant);
        foreach (var (rule, sql) in Rules)
        {
            var broken = await connection.QueryAsync<string>(sql);
            Assert.True(broken.Count == 0, $"Broken: {rule}: {string.Join(", ", broken.Take(5))}");
        }

        foreach (var (table, column, kept) in await ReferencesAsync(database, connection))
        {
            var orphans = await connection.ScalarAsync<long>(
                $"SELECT count(*) FROM {table} WHERE tenant_id = @tenant AND {column} IS NOT NULL AND {column} NOT IN (SELECT id FROM {kept} WHERE tenant_id = @tenant)");
            Assert.True(orphans == 0, $"{orphans} rows of {table} name {kept} by {column} that are gone.");
        }
    }

    /// <summary>Every column of every table, of whichever room, that names a conversation, a message or a turn.</summary>
    private static async Task<IReadOnlyList<(string Table, string Column, string Kept)>> ReferencesAsync(TestDatabase database, TenantConnection connection)
    {
        var columns = database.Adapter.Name == "sqlite"
            ? await connection.QueryAsync<ColumnRow>(
                """
                SELECT sqlite_master.name AS "Table", columns.name AS "Column"
                FROM sqlite_master JOIN pragma_table_info(sqlite_master.name) AS columns WHERE sqlite_master.type = 'table'
                """)
            : await connection.QueryAsync<ColumnRow>(
                """SELECT table_name AS "Table", column_name AS "Column" FROM information_schema.columns WHERE table_schema = current_schema()""");
        return
        [
            .. from row in columns
               let kept = row.Column switch { "conversation_id" => "conversations", "message_id" => "messages", "turn_id" => "turns", _ => null }
               where kept is not null && !Outliving.Contains(row.Table)
               select (row.Table, row.Column, kept),
        ];
    }

    private sealed record ColumnRow(string Table, string Column);
}
