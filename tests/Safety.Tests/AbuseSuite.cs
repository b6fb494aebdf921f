using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Storage;

namespace Parley.Safety.Tests;

/// <summary>Limits for those whose messages are refused again and again, on every database.</summary>
public abstract class AbuseSuite(DatabaseKind kind)
{
    private static readonly TenantScope Tenant = new(new("tenant_a"));
    private static readonly TenantScope Other = new(new("tenant_b"));
    private static readonly SubjectId Ann = new("sub_ann");
    private static readonly SubjectId Bob = new("sub_bob");

    private readonly FakeTime _time = new();

    private static CancellationToken Never => CancellationToken.None;

    [Fact]
    public async Task A_score_halves_with_time_and_whoever_sent_nothing_bad_has_no_row()
    {
        await using var database = await OpenAsync();
        using var hands = new Hands(database, _time);
        await hands.CountAsync(Ann, 2);

        _time.Advance(TimeSpan.FromHours(1));
        await hands.CountAsync(Ann, 1);

        var one = Assert.Single(await hands.Store.ListAsync(Tenant, 10, null, Never));
        Assert.Equal((Ann, 2.0), (one.Subject, Math.Round(one.Score, 3)));
        Assert.Empty(await hands.Store.ListAsync(Other, 10, null, Never));
        Assert.Null(await hands.Gate.FindAsync(Tenant, Ann, Never));
    }

    [Fact]
    public async Task Messages_are_slowed_then_paused_then_banned_and_taken_again_after_that()
    {
        await using var database = await OpenAsync();
        using var hands = new Hands(database, _time);

        await hands.CountAsync(Ann, 4);
        Assert.Null(await hands.RefusalAsync(Ann));
        var soon = (await hands.RefusalAsync(Ann))!;
        Assert.Equal((429, "slowed_down"), (soon.Status, soon.Code));
        Assert.InRange(soon.RetryAfter!.Value.TotalSeconds, 1, 15);
        Assert.Null(await hands.RefusalAsync(Ann, goesOn: true));
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Null(await hands.RefusalAsync(Ann));
        Assert.Null(await hands.RefusalAsync(Bob));

        await hands.CountAsync(Ann, 5);
        var paused = (await hands.RefusalAsync(Ann))!;
        Assert.Equal((429, "cooling_down", 15 * 60), (paused.Status, paused.Code, paused.RetryAfter!.Value.TotalSeconds));

        await hands.CountAsync(Ann, 8);
        var banned = (await hands.RefusalAsync(Ann))!;
        Assert.Equal((403, "banned"), (banned.Status, banned.Code));
        Assert.Equal(_time.GetUtcNow().AddHours(24), banned.Extensions!["until"]);
        Assert.Contains(banned.Extensions["reason"]!.ToString()!, banned.Detail, StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromHours(24));
        Assert.Null(await hands.RefusalAsync(Ann));
    }

    [Fact]
    public async Task Whoever_goes_on_after_each_pause_comes_to_a_ban()
    {
        await using var database = await OpenAsync();
        using var hands = new Hands(database, _time);
        await hands.CountAsync(Ann, 8);
        var pauses = 0;

        while ((await hands.RefusalAsync(Ann))!.Code == "cooling_down")
        {
            Assert.InRange(++pauses, 1, 6);
            _time.Advance(TimeSpan.FromMinutes(15));
            await hands.CountAsync(Ann, 1);
        }

        Assert.Equal("banned", (await hands.RefusalAsync(Ann))!.Code);
    }

    [Fact]
    public async Task A_ban_tells_its_reason_and_end_holds_for_its_tenant_alone_and_can_be_lifted()
    {
        await using var database = await OpenAsync();
        using var hands = new Hands(database, _time);
        await hands.Store.BanAsync(Tenant, Ann, "Threats.", null, Actor.System, Never);

        var refusal = (await hands.RefusalAsync(Ann))!;
        Assert.Equal("You may not send messages here: Threats.", refusal.Detail);
        Assert.Null(refusal.Extensions!["until"]);
        Assert.Null(await hands.RefusalAsync(Ann, tenant: Other));
        await Assert.ThrowsAsync<RefusedException>(() => hands.Store.LiftAsync(Other, Ann, Actor.System, Never));

        await hands.Store.LiftAsync(Tenant, Ann, Actor.System, Never);

        Assert.Null(await hands.RefusalAsync(Ann));
        Assert.Empty(await hands.Store.ListAsync(Tenant, 10, null, Never));
    }

    [Fact]
    public async Task A_ban_of_another_node_holds_as_soon_as_it_is_heard_of()
    {
        await using var database = await OpenAsync();
        using var here = new Hands(database, _time);
        using var there = new Hands(database, _time);
        Assert.Null(await there.RefusalAsync(Ann));

        await here.Store.BanAsync(Tenant, Ann, "Threats.", _time.GetUtcNow().AddDays(1), Actor.System, Never);

        Assert.Equal("banned", (await there.RefusalAsync(Ann))?.Code);
    }

    [Fact]
    public async Task Findings_at_the_same_time_all_count()
    {
        await using var database = await OpenAsync();
        using var hands = new Hands(database, _time);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => hands.CountAsync(Ann, 1)));

        Assert.Equal(6, Math.Round(Assert.Single(await hands.Store.ListAsync(Tenant, 10, null, Never)).Score, 3));
    }

    [Fact]
    public async Task What_has_faded_is_swept_and_what_is_banned_stays()
    {
        await using var database = await OpenAsync();
        using var hands = new Hands(database, _time);
        await hands.CountAsync(Ann, 1);
        await hands.Store.BanAsync(Tenant, Bob, "Threats.", null, Actor.System, Never);

        _time.Advance(TimeSpan.FromDays(60));
        await hands.CountAsync(new("sub_new"), 1);

        Assert.Equal(["sub_new", "sub_bob"], (await hands.Store.ListAsync(Tenant, 10, null, Never)).Select(one => one.Subject.Value));
        Assert.Equal(["sub_bob"], (await hands.Store.ListAsync(Tenant, 10, "sub_new", Never)).Select(one => one.Subject.Value));
    }

    [Fact]
    public async Task Switched_off_nothing_counts_and_bans_hold()
    {
        await using var database = await OpenAsync();
        using var hands = new Hands(database, _time, new() { Enabled = false });
        await hands.CountAsync(Ann, 20);
        await hands.Store.BanAsync(Tenant, Bob, "Threats.", null, Actor.System, Never);

        Assert.Null(await hands.RefusalAsync(Ann));
        Assert.Equal("banned", (await hands.RefusalAsync(Bob))?.Code);
    }

    private Task<TestDatabase> OpenAsync() => TestDatabase.CreateAsync(
        kind, _time, new MigrationSource("accounts", typeof(AccountsModule).Assembly), new MigrationSource("safety", typeof(PolicyStore).Assembly));

    /// <summary>One node on a database.</summary>
    private sealed class Hands : IDisposable
    {
        private readonly TestDatabase _database;

        public Hands(TestDatabase database, FakeTime time, AbuseOptions? options = null)
        {
            _database = database;
            var limits = Options.Create(options ?? new());
            Store = new(database.Tenants, database.Sealer, new AuditTrail(database.Tenants, time), limits, time);
            Gate = new(Store, limits, database.Signals, time);
        }

        public AbuseStore Store { get; }

        public AbuseGate Gate { get; }

        public async Task CountAsync(SubjectId subject, int times)
        {
            for (var i = 0; i < times; i++)
            {
                await _database.Tenants.WriteAsync(Tenant, await Gate.PrepareAsync(Tenant, subject, Never) ?? (_ => Task.CompletedTask));
            }
        }

        public async Task<Refusal?> RefusalAsync(SubjectId subject, bool goesOn = false, TenantScope? tenant = null)
        {
            var standing = await Gate.FindAsync(tenant ?? Tenant, subject, Never);
            try
            {
                await _database.Tenants.WriteAsync(tenant ?? Tenant, async connection => await Gate.CheckAsync(connection, standing, goesOn));
                return null;
            }
            catch (RefusedException refused)
            {
                return refused.Refusal;
            }
        }

        public void Dispose() => Gate.Dispose();
    }
}

public sealed class SqliteAbuseTests() : AbuseSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlAbuseTests() : AbuseSuite(DatabaseKind.PostgreSql);
