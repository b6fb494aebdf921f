using System.Security.Cryptography;
using System.Text;
using Parley.Redaction;

namespace Parley.Safety;

/// <summary>
/// What placeholders stand for. A placeholder belongs to a scope, a conversation or a document: there the same value always has the same one, and
/// another scope cannot restore it. Whoever mints holds the scope for the rest of the transaction, so that no number is given twice.
/// </summary>
public sealed class Vault(TimeProvider time)
{
    private const string Table = "vault_values";
    private const string Purpose = "vault values";
    private const int MostListed = 500;

    private const string Select =
        """select kind as "Kind", number as "Number", mac as "Mac" from vault_values found where tenant_id = @tenant and scope = @scope""";

    /// <summary>Gives the values of texts their placeholders. What it adds is not written yet: <see cref="Minting.Statements"/> go with the caller's own.</summary>
    /// <param name="key">The data key of <paramref name="owner"/>.</param>
    /// <param name="owner">Whose texts they are.</param>
    public async Task<Minting> MintAsync(TenantConnection connection, DataKey key, string owner, string scope, IReadOnlyCollection<ScreenedText> texts)
    {
        var asked = Asked(key, texts);
        IReadOnlyList<Row> rows = asked.Count == 0 ? []
            : asked.Count > MostListed ? await connection.QueryAsync<Row>(Select, new { scope })
            : await connection.QueryAsync<Row>(
                $"""
                {Select} and (mac in @macs or number =
                    (select max(number) from vault_values newest where newest.tenant_id = @tenant and newest.scope = @scope and newest.kind = found.kind))
                """,
                new { scope, macs = asked.Select(one => one.Mac).ToArray() });
        return Mint(key, owner, scope, asked, rows);
    }

    /// <summary>The same for a scope that is being made, in which nothing was minted before.</summary>
    public Minting MintFirst(DataKey key, string owner, string scope, IReadOnlyCollection<ScreenedText> texts) => Mint(key, owner, scope, Asked(key, texts), []);

    /// <summary>Puts back what placeholders of a text stand for, and takes escapes away; placeholders that were not minted in this scope stay.</summary>
    public static async Task<RestoredText> RestoreAsync(TenantConnection connection, DataKey key, string scope, string text)
    {
        var numbers = Placeholders.In(text).Select(one => (long)one.Number).Distinct().ToArray();
        var rows = numbers.Length == 0 ? [] : await connection.QueryAsync<SealedRow>(
            """
            select kind as "Kind", number as "Number", mac as "Mac", sealed as "Sealed" from vault_values
            where tenant_id = @tenant and scope = @scope and number <= @most
            """,
            new { scope, most = numbers.Max() });
        return RestoredText.Of(text, rows.Where(row => numbers.Contains(row.Number)).ToDictionary(
            row => (row.Kind, (int)row.Number), row => key.Open(Table, row.Mac, row.Sealed)));
    }

    /// <summary>Gives a copy of a scope, of the same subject's, all that its original can restore.</summary>
    public static Task CopyAsync(TenantConnection connection, string from, string to) => connection.ExecuteAsync(
        """
        insert into vault_values (tenant_id, scope, kind, number, owner, mac, sealed, created_at)
        select tenant_id, @to, kind, number, owner, mac, sealed, created_at from vault_values where tenant_id = @tenant and scope = @from
        """,
        new { from, to });

    /// <summary>Whether there is anything that a scope can restore.</summary>
    public static async Task<bool> HasAnyAsync(TenantConnection connection, string scope) =>
        await connection.ScalarAsync<string>("select mac from vault_values where tenant_id = @tenant and scope = @scope limit 1", new { scope }) is not null;

    /// <summary>Erases what a scope can restore but for these placeholders. What they are numbered by may be given again: no text has it any more.</summary>
    public static async Task KeepAsync(TenantConnection connection, string scope, IReadOnlySet<(string Kind, int Number)> placeholders)
    {
        var rows = await connection.QueryAsync<Row>(Select, new { scope });
        foreach (var kind in rows.Where(row => !placeholders.Contains((row.Kind, (int)row.Number))).GroupBy(row => row.Kind, row => row.Number))
        {
            foreach (var numbers in kind.Chunk(MostListed))
            {
                await connection.ExecuteAsync(
                    "delete from vault_values where tenant_id = @tenant and scope = @scope and kind = @kind and number in @numbers", new { scope, kind = kind.Key, numbers });
            }
        }
    }

    /// <summary>Erases all that a scope can restore.</summary>
    public static Task EraseAsync(TenantConnection connection, string scope) =>
        connection.ExecuteAsync("delete from vault_values where tenant_id = @tenant and scope = @scope", new { scope });

    private static List<Asking> Asked(DataKey key, IReadOnlyCollection<ScreenedText> texts)
    {
        var code = key.Derive(Purpose);
        return
        [
            .. texts.SelectMany(text => text.Values).Distinct().Select(one => new Asking(
                one.Kind, one.Value, Convert.ToHexStringLower(HMACSHA256.HashData(code, Encoding.UTF8.GetBytes($"{one.Kind}\n{one.Value}"))))),
        ];
    }

    private Minting Mint(DataKey key, string owner, string scope, List<Asking> asked, IReadOnlyList<Row> rows)
    {
        var known = rows.ToDictionary(row => row.Mac, row => row.Number);
        var newest = rows.GroupBy(row => row.Kind).ToDictionary(kind => kind.Key, kind => kind.Max(row => row.Number));
        var (placeholders, statements, now) = (new Dictionary<(string, string), string>(), new List<Statement>(), time.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var (kind, value, mac) in asked)
        {
            if (!known.TryGetValue(mac, out var number))
            {
                newest[kind] = number = newest.GetValueOrDefault(kind) + 1;
                statements.Add(new(
                    """
                    insert into vault_values (tenant_id, scope, kind, number, owner, mac, sealed, created_at)
                    values (@tenant, @scope, @kind, @number, @owner, @mac, @value, @now)
                    """,
                    new { scope, kind, number, owner, mac, value = key.Seal(Table, mac, value), now }));
            }

            placeholders[(kind, value)] = Placeholders.Of(kind, (int)number);
        }

        return new(placeholders, statements);
    }

    private sealed record Asking(string Kind, string Value, string Mac);

    private sealed record Row(string Kind, long Number, string Mac);

    private sealed record SealedRow(string Kind, long Number, string Mac, byte[] Sealed);
}

/// <summary>The placeholders of a transaction's texts.</summary>
/// <param name="Statements">What has to be written for them to be restored.</param>
public sealed record Minting(IReadOnlyDictionary<(string Kind, string Value), string> Placeholders, IReadOnlyList<Statement> Statements)
{
    public string Replace(ScreenedText text) => Rewrite(text).Text;

    /// <inheritdoc cref="Replace"/>
    /// <returns>The text, and where the places of the original went.</returns>
    public Redacted Rewrite(ScreenedText text) => text.Rewritten((kind, value) => Placeholders[(kind, value)]);
}
