using Parley.Storage;

namespace Parley.Safety.Tests;

/// <summary>What placeholders stand for, on every database.</summary>
public abstract class VaultSuite(DatabaseKind kind)
{
    private const string Visa = "4111 1111 1111 1111";
    private const string Master = "5500005555555559";
    private static readonly TenantScope Tenant = new(new("tenant_a"));
    private static readonly TenantScope Other = new(new("tenant_b"));
    private static readonly PersonalDataScreen Standard = new(new(null, new Judge(Policy.Standard)));

    [Fact]
    public async Task A_value_has_one_placeholder_in_its_scope_and_comes_back_by_it()
    {
        await using var database = await OpenAsync();

        Assert.Equal("Mine is [CARD_1].", await SendAsync(database, "conv_1", $"Mine is {Visa}."));
        Assert.Equal("[CARD_2] and again [CARD_1].", await SendAsync(database, "conv_1", $"{Master} and again {Visa}."));
        Assert.Equal("[CARD_1]", await SendAsync(database, "conv_2", Master));

        var restored = await RestoreAsync(database, "conv_1", "[CARD_2], [CARD_1], [CARD_3]");
        Assert.Equal($"{Master}, {Visa}, [CARD_3]", restored.Text);
        Assert.Equal([new("[CARD_2]", "card", Master, 0, 16), new("[CARD_1]", "card", Visa, 18, 37)], restored.Placeholders);
    }

    [Fact]
    public async Task What_people_type_that_looks_like_a_placeholder_is_restored_as_they_typed_it()
    {
        await using var database = await OpenAsync();
        var typed = $@"My card {Visa} is not [CARD_1] nor [\CARD_1], and [IBAN_1] is nothing.";

        var kept = await SendAsync(database, "conv_1", typed);

        Assert.Equal(@"My card [CARD_1] is not [\CARD_1] nor [\\CARD_1], and [\IBAN_1] is nothing.", kept);
        Assert.Equal(typed, (await RestoreAsync(database, "conv_1", kept)).Text);
        Assert.Null(Standard.Look("message", "[CARD_1]", isTyped: false));
    }

    [Fact]
    public async Task Those_who_mint_at_once_give_no_number_twice()
    {
        await using var database = await OpenAsync();
        var cards = Enumerable.Range(0, 12).Select(Card).ToList();
        await database.Tenants.WriteAsync(Tenant, connection => connection.ExecuteAsync(
            "insert into policies (tenant_id, id, name, assistant, version, created_at, updated_at) values (@tenant, 'held', 'held', 'held', 1, 0, 0)"));

        // Any row that all of them hold will do; in a turn it is that of the conversation.
        var kept = await Task.WhenAll(cards.Concat(cards).Select(card => SendAsync(database, "conv_1", card, holds: true)));

        Assert.Equal(kept[..12], kept[12..]);
        Assert.Equal(Enumerable.Range(1, 12).Select(number => $"[CARD_{number}]").Order(StringComparer.Ordinal), kept[..12].Order(StringComparer.Ordinal));
        foreach (var (card, placeholder) in cards.Zip(kept))
        {
            Assert.Equal(card, (await RestoreAsync(database, "conv_1", placeholder)).Text);
        }
    }

    [Fact]
    public async Task Another_tenant_and_another_scope_restore_nothing()
    {
        await using var database = await OpenAsync();
        await SendAsync(database, "conv_1", Visa);

        Assert.Equal("[CARD_1]", (await RestoreAsync(database, "conv_2", "[CARD_1]")).Text);
        Assert.Equal("[CARD_1]", (await RestoreAsync(database, "conv_1", "[CARD_1]", Other)).Text);
    }

    [Fact]
    public async Task A_copy_restores_what_its_original_does_and_outlives_it()
    {
        await using var database = await OpenAsync();
        await SendAsync(database, "conv_1", Visa);
        await database.Tenants.WriteAsync(Tenant, connection => Vault.CopyAsync(connection, "conv_1", "conv_2"));
        Assert.Equal("[CARD_2]", await SendAsync(database, "conv_2", Master));

        await database.Tenants.WriteAsync(Tenant, connection => Vault.EraseAsync(connection, "conv_1"));

        Assert.Equal("[CARD_1]", (await RestoreAsync(database, "conv_1", "[CARD_1]")).Text);
        Assert.Equal(Visa, (await RestoreAsync(database, "conv_2", "[CARD_1]")).Text);
    }

    [Fact]
    public async Task The_rows_hold_neither_a_value_nor_what_can_be_found_out_by_trying()
    {
        await using var database = await OpenAsync();
        await SendAsync(database, "conv_1", Visa);
        await SendAsync(database, "conv_1", Visa, subject: "sub_b", scopeOf: "conv_b");

        await using var connection = await database.Tenants.OpenAsync(Tenant);
        var rows = await connection.QueryAsync<Row>("""select mac as "Mac", sealed as "Sealed" from vault_values where tenant_id = @tenant""");
        Assert.Equal(2, rows.Select(row => row.Mac).Distinct().Count());
        Assert.All(rows, row => Assert.Equal(-1, row.Sealed.AsSpan().IndexOf("4111"u8)));
    }

    [Fact]
    public async Task Nobody_restores_what_was_sealed_with_a_key_that_is_gone()
    {
        await using var database = await OpenAsync();
        await SendAsync(database, "conv_1", Visa);

        await database.Sealer.ShredAsync(Tenant.Id, "sub_a");

        await Assert.ThrowsAsync<KeyShreddedException>(() => RestoreAsync(database, "conv_1", "[CARD_1]"));
    }

    [Fact]
    public async Task Very_many_values_of_one_text_are_minted_and_known_again()
    {
        await using var database = await OpenAsync();
        var text = string.Join(", ", Enumerable.Range(0, 600).Select(Card));

        var kept = await SendAsync(database, "conv_1", text);

        Assert.Equal(kept, await SendAsync(database, "conv_1", text));
        Assert.EndsWith(", [CARD_600]", kept);
        Assert.Equal(text, (await RestoreAsync(database, "conv_1", kept)).Text);
    }

    [Fact]
    public void A_policy_refuses_masks_keeps_and_leaves_alone_what_it_allows()
    {
        var policy = PolicyRules.Read(new(
            Name: "p", Allow: ["4111 1111 1111 1111"],
            PersonalData: new Dictionary<string, PersonalAction> { ["card"] = PersonalAction.Block, ["email"] = PersonalAction.Mask, ["iban"] = PersonalAction.Keep }));
        var screen = new PersonalDataScreen(new(new(new("policy_1"), policy, 1, default, default), new Judge(policy)));

        Assert.Null(screen.Look("message", $"{Visa}, DE89 3704 0044 0532 0130 00", isTyped: true));
        Assert.Equal("[email]", screen.Mask("title", "ann@example.org"));
        var refusal = Assert.Throws<RefusedException>(() => screen.Look("message", Master, isTyped: true)).Refusal;
        Assert.Equal((422, "personal_data_blocked", "message"), (refusal.Status, refusal.Code, Assert.Single(refusal.Errors!).Key));
        Assert.Contains("card", refusal.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(Master, refusal.Detail, StringComparison.Ordinal);
    }

    private static async Task<string> SendAsync(
        TestDatabase database, string scope, string text, bool holds = false, string subject = "sub_a", string? scopeOf = null)
    {
        var key = await database.Sealer.KeyAsync(Tenant.Id, subject);
        var screened = Standard.Look("message", text, isTyped: true)!;
        return await database.Tenants.WriteAsync(Tenant, async connection =>
        {
            if (holds)
            {
                await connection.ScalarAsync<string>("select id from policies where tenant_id = @tenant and id = 'held' {for_update}");
            }

            var minting = await new Vault(database.Time).MintAsync(connection, key, subject, scopeOf ?? scope, [screened]);
            await connection.ExecuteAllAsync(minting.Statements);
            return minting.Replace(screened);
        });
    }

    private static async Task<RestoredText> RestoreAsync(TestDatabase database, string scope, string text, TenantScope? tenant = null)
    {
        var key = await database.Sealer.KeyAsync((tenant ?? Tenant).Id, "sub_a");
        await using var connection = await database.Tenants.OpenAsync(tenant ?? Tenant);
        return await Vault.RestoreAsync(connection, key, scope, text);
    }

    private static string Card(int number)
    {
        var digits = $"4{number:D14}";
        var sum = digits.Reverse().Select((digit, at) => at % 2 == 0 ? (digit - '0') * 2 : digit - '0').Sum(value => value > 9 ? value - 9 : value);
        return $"{digits}{(10 - (sum % 10)) % 10}";
    }

    private Task<TestDatabase> OpenAsync() => TestDatabase.CreateAsync(kind, TimeProvider.System, new MigrationSource("safety", typeof(PolicyStore).Assembly));

    private sealed record Row(string Mac, byte[] Sealed);
}

public sealed class SqliteVaultTests() : VaultSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlVaultTests() : VaultSuite(DatabaseKind.PostgreSql);
