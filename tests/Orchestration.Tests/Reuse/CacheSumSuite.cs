using Parley.Accounts;
using Parley.Models;
using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>What is told of the answers that are kept, and how they are forgotten.</summary>
public abstract class CacheSumSuite(DatabaseKind kind)
{
    private const string Question = "How do I export a report as PDF?";
    private const string SameQuestion = "How can I export a report as a PDF?";
    private static readonly TenantScope A = new(new("tenant_a"));

    [Fact]
    public async Task Hits_and_misses_are_counted_by_kind_with_what_the_hits_saved()
    {
        await using var hands = await ReuseHands.OpenAsync(kind, price: 1_000);

        var first = await hands.AskAsync(Question);
        await hands.AskAsync(Question);
        await hands.AskAsync(SameQuestion);
        await hands.AskAsync(Question, options: one => one with { Cache = CacheControl.NoCache });

        // Both were looked for the first time; the second time the exact one was there; the third time only the similar one.
        var sums = await hands.House.Get<CacheSums>().ReadAsync(A, CancellationToken.None);
        Assert.Equal((1, 2, 1), (sums["exact"].Hits, sums["exact"].Misses, sums["exact"].Priced));
        Assert.Equal((1, 1, 1), (sums["semantic"].Hits, sums["semantic"].Misses, sums["semantic"].Priced));
        var usage = first.End.GetProperty("usage");
        Assert.Equal(
            (usage.GetProperty("input_tokens").GetInt64(), usage.GetProperty("output_tokens").GetInt64(), usage.GetProperty("cost").GetString()),
            (sums["exact"].InputTokens, sums["exact"].OutputTokens, $"{new Money(sums["exact"].Cost)}"));
        Assert.True(sums["exact"].Cost > 0);
    }

    [Fact]
    public async Task Where_nothing_is_looked_for_nothing_is_counted()
    {
        await using var hands = await ReuseHands.OpenAsync(kind, exact: false, semantic: false);

        await hands.AskAsync(Question);

        Assert.Empty(await hands.House.Get<CacheSums>().ReadAsync(A, CancellationToken.None));
    }

    [Fact]
    public async Task Emptied_it_has_nothing_on_any_node_and_the_other_tenant_keeps_its_own()
    {
        await using var hands = await ReuseHands.OpenAsync(kind);
        var (shared, memory) = (hands.House.Get<DatabaseAnswers>(), hands.House.Get<MemoryAnswers>());
        await hands.AskAsync(Question);
        await hands.AskAsync("What is a cormorant made of?");
        await hands.AskAsync(Question, TurnHouse.Caller(tenant: "tenant_b"));
        var before = await shared.CountAsync(A, CancellationToken.None);
        Assert.Equal((2, 2, 2), (before.Entries, before.Similar, memory.Of(A.Id).Entries));
        Assert.InRange(before.OldestAt!.Value, DateTimeOffset.UtcNow.AddMinutes(-10), before.NewestAt!.Value);

        Assert.Equal(2, await shared.EmptyAsync(A, Actor.System, CancellationToken.None));

        Assert.Equal((0, 0, null), await shared.CountAsync(A, CancellationToken.None) is var after ? (after.Entries, after.Similar, after.OldestAt) : default);
        await TestKit.Poll.UntilAsync(() => memory.Of(A.Id).Entries == 0, "the memory hears of it");
        Assert.Equal((1, 1), (await hands.KeptAsync("tenant_b"), memory.Of(new("tenant_b")).Entries));
        Assert.Null((await hands.AskAsync(Question)).Reused);
        Assert.Equal(0, await shared.EmptyAsync(new(new("tenant_c")), Actor.System, CancellationToken.None));
        await using var connection = await hands.House.Database.Tenants.OpenAsync(A);
        Assert.Equal(
            """{"entries":"2"}""", await connection.ScalarAsync<string>("SELECT detail FROM audit_events WHERE tenant_id = @tenant AND action = 'answer_cache.emptied'"));
    }
}

public sealed class SqliteCacheSum() : CacheSumSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlCacheSum() : CacheSumSuite(DatabaseKind.PostgreSql);
