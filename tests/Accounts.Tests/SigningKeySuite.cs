using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Parley.Accounts.Tests;

public abstract class SigningKeySuite(DatabaseKind kind) : AccountsSuite(kind)
{
    private static readonly AccountsOptions Options = new();

    [Fact]
    public async Task A_new_key_takes_over_and_the_old_one_verifies_until_its_tokens_lapse()
    {
        using var keys = Node(Database);
        var first = (await keys.CurrentAsync(default)).Id;
        Time.Advance(Options.SigningKeyLifetime - TimeSpan.FromSeconds(1));
        Assert.Equal(first, (await keys.CurrentAsync(default)).Id);

        Time.Advance(TimeSpan.FromSeconds(1));
        var second = (await keys.CurrentAsync(default)).Id;
        Assert.NotEqual(first, second);
        Assert.Equal([second, first], (await keys.AllAsync(default)).Select(key => key.Id));

        Time.Advance(Options.AccessTokenLifetime);
        Assert.NotNull(await keys.FindAsync(first, default));

        Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(await keys.FindAsync(first, default));
        Assert.Equal([second], (await keys.AllAsync(default)).Select(key => key.Id));
    }

    [Fact]
    public async Task A_restart_goes_on_with_the_same_key()
    {
        using var before = Node(Database);
        using var after = Node(Database);

        Assert.Equal((await before.CurrentAsync(default)).Id, (await after.CurrentAsync(default)).Id);
    }

    [Fact]
    public async Task A_node_knows_the_key_that_another_made()
    {
        await using var second = Database.OpenAnotherNode();
        using var here = Node(Database);
        using var there = Node(second);
        await there.CurrentAsync(default);
        await here.CurrentAsync(default);
        Time.Advance(Options.SigningKeyLifetime);
        var made = (await there.CurrentAsync(default)).Id;

        Assert.NotNull(await here.FindAsync(made, default));
    }

    [Fact]
    public async Task Made_up_key_ids_do_not_reach_the_database_each_time()
    {
        using var here = Node(Database);
        await here.CurrentAsync(default);
        Assert.Null(await here.FindAsync("unknown", default));
        using var there = Node(Database);
        Time.Advance(Options.SigningKeyLifetime);
        Assert.Null(await here.FindAsync("unknown", default));
        var made = (await there.CurrentAsync(default)).Id;

        Assert.Null(await here.FindAsync(made, default));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await here.FindAsync(made, default));
    }

    [Fact]
    public async Task The_key_set_shows_public_halves_only()
    {
        await using var app = await TestApp.StartAsync(Database, TestApp.Owner);
        await app.OwnerTokenAsync();
        var keys = (await app.Client.GetAsync("/.well-known/jwks.json", 200))["keys"]!.AsArray();

        var key = Assert.Single(keys)!.AsObject();
        Assert.Equal(["alg", "crv", "kid", "kty", "use", "x", "y"], key.Select(member => member.Key).Order());
        Assert.Equal("ES256", key["alg"]!.GetValue<string>());
    }

    private SigningKeys Node(TestDatabase database) =>
        new(database.System, database.Sealer, Microsoft.Extensions.Options.Options.Create(Options), Time, NullLogger<SigningKeys>.Instance);
}

public sealed class SqliteSigningKeys() : SigningKeySuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlSigningKeys() : SigningKeySuite(DatabaseKind.PostgreSql);
