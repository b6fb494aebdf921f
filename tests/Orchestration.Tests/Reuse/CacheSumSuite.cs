using Microsoft.Extensions.Options;
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
    public async Task A_node_that_begins_meets_what_others_kept_some_at_a_time_and_keeps_nothing_of_what_was_erased_meanwhile()
    {
        await using var hands = await ReuseHands.OpenAsync(kind);
        var (database, shared) = (hands.House.Database, hands.House.Get<DatabaseAnswers>());
        var turn = (await hands.AskAsync(Question)).Turn;
        var kept = await shared.ReadAsync(A, await MarksAsync(hands), CancellationToken.None);
        var scope = Assert.Single(kept).Scope!;
        for (var i = 0; i < 120; i++)
        {
            var later = kept[0].At.AddSeconds(1 + i);
            await shared.KeepAsync(kept[0] with { Key = $"{i:x64}", At = later, Text = kept[0].Text with { Question = $"What is a cormorant of {i} years made of?" } }, CancellationToken.None);
        }

        using var memory = new MemoryAnswers(Options.Create(hands.Options), new(), TimeProvider.System);
        var node = new AnswerCache(memory, shared, database.Tenants, Options.Create(hands.Options), TimeProvider.System);
        Assert.Equal((null, null), (await LookAsync(), await LookAsync()));
        Assert.Equal(turn, (await LookAsync())!.Turn);
        Assert.Equal(121, memory.Of(A.Id).Entries);

        using var late = new MemoryAnswers(Options.Create(hands.Options), new(), TimeProvider.System);
        await hands.DoAsync("UPDATE turns SET request = NULL WHERE tenant_id = @tenant", new { });
        Assert.Null(await new AnswerCache(late, shared, database.Tenants, Options.Create(hands.Options), TimeProvider.System)
            .FindSimilarAsync(A, scope, SameQuestion, TimeSpan.FromDays(1), CancellationToken.None));
        Assert.Equal((0, null), (late.Of(A.Id).Entries, await LookAsync()));

        Task<KeptAnswer?> LookAsync() => node.FindSimilarAsync(A, scope, SameQuestion, TimeSpan.FromDays(1), CancellationToken.None);
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

    private static async Task<IReadOnlyList<AnswerMark>> MarksAsync(ReuseHands hands)
    {
        await using var connection = await hands.House.Database.Tenants.OpenAsync(A);
        var keys = await connection.QueryAsync<string>("SELECT key FROM kept_answers WHERE tenant_id = @tenant");
        return [.. keys.Select(key => new AnswerMark(key, DateTimeOffset.UnixEpoch))];
    }
}

public sealed class SqliteCacheSum() : CacheSumSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlCacheSum() : CacheSumSuite(DatabaseKind.PostgreSql);
