using Parley.Accounts;
using Parley.Storage;

namespace Parley.Safety.Tests;

/// <summary>Policies as they are kept, on every database.</summary>
public abstract class PolicyStoreSuite(DatabaseKind kind)
{
    private static readonly TenantScope Tenant = new(new("tenant_a"));
    private static readonly TenantScope Other = new(new("tenant_b"));

    private static CancellationToken Never => CancellationToken.None;

    [Fact]
    public async Task A_policy_comes_back_as_it_was_written()
    {
        await using var database = await OpenAsync();
        var written = PolicyRules.Read(new(
            Name: "support", Assistant: "shop", Deny: [new("rivals", ["Acme"], GuardAction.Review, ["en"])], Patterns: [new("ticket", "T-[0-9]+", GuardAction.Redact)],
            Links: new(["Example.com"], Images: true), Refusals: new Dictionary<string, string> { ["de"] = "Das geht nicht." }, Cases: [new("Hello", GuardAction.Allow)]));
        var store = Store(database);

        var id = await store.AddAsync(Tenant, written, Actor.System, Never);

        var kept = Assert.Single(await store.ListAsync(Tenant, Never));
        Assert.Equal((id, 1), (kept.Id, kept.Version));
        Assert.Equivalent(written, kept.Policy, strict: true);
        Assert.Equal(["example.com"], kept.Policy.Links.Allow);
        Assert.Empty(await store.ListAsync(Other, Never));
    }

    [Fact]
    public async Task Each_change_is_a_version_and_all_of_them_are_kept()
    {
        await using var database = await OpenAsync();
        var store = Store(database);
        var id = await store.AddAsync(Tenant, Named("one"), Actor.System, Never);

        await store.ReplaceAsync(Tenant, id, Named("two"), seen: 1, Actor.System, Never);
        await store.ReplaceAsync(Tenant, id, Named("three"), seen: null, Actor.System, Never);

        Assert.Equal([(3L, "three"), (2L, "two"), (1L, "one")], (await store.VersionsAsync(Tenant, id, null, 10, Never)).Select(one => (one.Version, one.Policy.Name)));
        Assert.Equal("three", Assert.Single(await store.ListAsync(Tenant, Never)).Policy.Name);
    }

    [Fact]
    public async Task Who_changes_what_somebody_else_has_changed_is_told_so()
    {
        await using var database = await OpenAsync();
        var store = Store(database);
        var id = await store.AddAsync(Tenant, Named("one"), Actor.System, Never);
        await store.ReplaceAsync(Tenant, id, Named("two"), seen: 1, Actor.System, Never);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => store.ReplaceAsync(Tenant, id, Named("late"), seen: 1, Actor.System, Never));

        Assert.Equal((409, "policy_changed"), (refused.Refusal.Status, refused.Refusal.Code));
        Assert.Equal("two", Assert.Single(await store.ListAsync(Tenant, Never)).Policy.Name);
    }

    [Fact]
    public async Task Changes_at_the_same_time_are_versions_one_after_the_other()
    {
        await using var database = await OpenAsync();
        var store = Store(database);
        var id = await store.AddAsync(Tenant, Named("0"), Actor.System, Never);

        await Task.WhenAll(Enumerable.Range(1, 8).Select(number => store.ReplaceAsync(Tenant, id, Named($"{number}"), seen: null, Actor.System, Never)));

        var versions = await store.VersionsAsync(Tenant, id, null, 20, Never);
        Assert.Equal(Enumerable.Range(1, 9).Reverse().Select(number => (long)number), versions.Select(one => one.Version));
        Assert.Equal(Enumerable.Range(0, 9).Select(number => $"{number}"), versions.Select(one => one.Policy.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_assistant_has_one_policy()
    {
        await using var database = await OpenAsync();
        var store = Store(database);
        await store.AddAsync(Tenant, Named("for all"), Actor.System, Never);
        var shop = await store.AddAsync(Tenant, Named("shop") with { Assistant = "shop" }, Actor.System, Never);

        Assert.Equal("policy_exists", (await Assert.ThrowsAsync<RefusedException>(() => store.AddAsync(Tenant, Named("again"), Actor.System, Never))).Refusal.Code);
        Assert.Equal("policy_exists", (await Assert.ThrowsAsync<RefusedException>(() => store.ReplaceAsync(Tenant, shop, Named("all"), null, Actor.System, Never))).Refusal.Code);
        await store.AddAsync(Other, Named("theirs"), Actor.System, Never);
    }

    [Fact]
    public async Task What_is_asked_for_is_read_and_no_other_version()
    {
        await using var database = await OpenAsync();
        var store = Store(database);
        var id = await store.AddAsync(Tenant, Named("1"), Actor.System, Never);
        foreach (var name in (string[])["2", "3", "4"])
        {
            await store.ReplaceAsync(Tenant, id, Named(name), null, Actor.System, Never);
        }

        // What nobody asks for need not even be readable.
        await database.Tenants.WriteAsync(Tenant, connection => connection.ExecuteAsync(
            "update policy_versions set settings = @junk where tenant_id = @tenant and version = 2", new { junk = new byte[] { 1, 2, 3 } }));

        Assert.Equal("4", (await store.FindAsync(Tenant, id, Never))!.Policy.Name);
        Assert.Equal("3", (await store.VersionAsync(Tenant, id, 3, Never))!.Policy.Name);
        Assert.Null(await store.VersionAsync(Tenant, id, 5, Never));
        Assert.Equal([4L, 3L], (await store.VersionsAsync(Tenant, id, null, 2, Never)).Select(one => one.Version));
        Assert.Equal([1L], (await store.VersionsAsync(Tenant, id, 2, 2, Never)).Select(one => one.Version));
    }

    [Fact]
    public async Task Versions_come_in_pages_with_a_cursor()
    {
        await using var database = await OpenAsync();
        var store = Store(database);
        var id = await store.AddAsync(Tenant, Named("1"), Actor.System, Never);
        await store.ReplaceAsync(Tenant, id, Named("2"), null, Actor.System, Never);
        await store.ReplaceAsync(Tenant, id, Named("3"), null, Actor.System, Never);

        var first = (await PolicyRoutes.VersionsAsync(id, 2, null, Tenant, store, Never)).Value!;
        var second = (await PolicyRoutes.VersionsAsync(id, 2, first.NextCursor, Tenant, store, Never)).Value!;

        Assert.Equal([3L, 2L, 1L], first.Data.Concat(second.Data).Select(one => one.Version));
        Assert.Null(second.NextCursor);
        Assert.Contains("cursor", (await Assert.ThrowsAsync<RefusedException>(() => PolicyRoutes.VersionsAsync(id, 2, "policy_x", Tenant, store, Never))).Refusal.Errors!.Keys);
        Assert.Equal(404, (await Assert.ThrowsAsync<RefusedException>(() => PolicyRoutes.VersionsAsync(id, 2, null, Other, store, Never))).Refusal.Status);
    }

    [Fact]
    public async Task Of_several_first_policies_at_once_one_is_made_and_the_others_are_told_so()
    {
        await using var database = await OpenAsync();
        var store = Store(database);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            number => Record.ExceptionAsync(() => store.AddAsync(Tenant, Named($"{number}"), Actor.System, Never)).AsTask()));

        Assert.Single(await store.ListAsync(Tenant, Never));
        Assert.Equal(7, outcomes.Count(outcome => outcome is RefusedException { Refusal: { Status: 409, Code: "policy_exists" } }));
    }

    [Fact]
    public async Task Of_several_policies_that_are_given_to_an_assistant_at_once_one_gets_it()
    {
        await using var database = await OpenAsync();
        var store = Store(database);
        var ids = new List<Id<SafetyIds.Policy>>();
        for (var number = 0; number < 8; number++)
        {
            ids.Add(await store.AddAsync(Tenant, Named("p") with { Assistant = $"a{number}" }, Actor.System, Never));
        }

        var outcomes = await Task.WhenAll(ids.Select(
            id => Record.ExceptionAsync(() => store.ReplaceAsync(Tenant, id, Named("p") with { Assistant = "shop" }, null, Actor.System, Never)).AsTask()));

        Assert.Single(await store.ListAsync(Tenant, Never), kept => kept.Policy.Assistant == "shop");
        Assert.Equal(7, outcomes.Count(outcome => outcome is RefusedException { Refusal: { Status: 409, Code: "policy_exists" } }));
    }

    [Fact]
    public async Task A_policy_of_another_tenant_is_not_there()
    {
        await using var database = await OpenAsync();
        var store = Store(database);
        var id = await store.AddAsync(Tenant, Named("ours"), Actor.System, Never);

        Assert.Empty(await store.VersionsAsync(Other, id, null, 10, Never));
        Assert.Null(await store.FindAsync(Other, id, Never));
        Assert.Null(await store.VersionAsync(Other, id, 1, Never));
        Assert.Equal(404, (await Assert.ThrowsAsync<RefusedException>(() => store.DeleteAsync(Other, id, Actor.System, Never))).Refusal.Status);
        Assert.Equal(404, (await Assert.ThrowsAsync<RefusedException>(() => store.ReplaceAsync(Other, id, Named("mine"), null, Actor.System, Never))).Refusal.Status);

        await store.DeleteAsync(Tenant, id, Actor.System, Never);
        Assert.Empty(await store.VersionsAsync(Tenant, id, null, 10, Never));
    }

    [Fact]
    public async Task The_database_holds_no_word_of_a_list()
    {
        await using var database = await OpenAsync();
        await Store(database).AddAsync(Tenant, PolicyRules.Read(new(Name: "p", Deny: [new("people", ["Annegret Beispiel"])])), Actor.System, Never);

        await using var connection = await database.Tenants.OpenAsync(Tenant);
        var settings = (await connection.ScalarAsync<byte[]>("select settings from policy_versions where tenant_id = @tenant"))!;
        Assert.Equal(-1, settings.AsSpan().IndexOf("Annegret"u8));
    }

    private static Policy Named(string name) => PolicyRules.Read(new(Name: name));

    private static PolicyStore Store(TestDatabase database) =>
        new(database.Tenants, database.Sealer, new AuditTrail(database.Tenants, database.Time), database.Time);

    private Task<TestDatabase> OpenAsync() => TestDatabase.CreateAsync(
        kind, TimeProvider.System, new MigrationSource("accounts", typeof(AccountsModule).Assembly), new MigrationSource("safety", typeof(PolicyStore).Assembly));
}

public sealed class SqlitePolicyStoreTests() : PolicyStoreSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlPolicyStoreTests() : PolicyStoreSuite(DatabaseKind.PostgreSql);
