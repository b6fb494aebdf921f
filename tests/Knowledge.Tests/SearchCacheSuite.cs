using Parley.Kernel;

namespace Parley.Knowledge.Tests;

/// <summary>A search that is made again.</summary>
public abstract class SearchCacheSuite(DatabaseKind kind) : KnowledgeSuite(kind)
{
    [Fact]
    public async Task What_was_found_is_given_again_while_nothing_changed()
    {
        await AddAsync(Markdown("pump", "The warranty of the pump lasts two years."));

        var first = await AskAsync("warranty of the pump");
        var second = await AskAsync("warranty of the pump");

        Assert.Equal((false, true), (first.Explanation!.IsCached, second.Explanation!.IsCached));
        Assert.Equal(first.Hits, second.Hits);
        Assert.Equal(first.AnswerableScore, second.AnswerableScore);
    }

    [Fact]
    public async Task Another_question_other_rights_and_another_tenant_are_other_searches()
    {
        await AddAsync(Markdown("pump", "The warranty of the pump lasts two years.", acl: ["public"]));
        await AddAsync(Markdown("pump", "The warranty of the pump lasts nine years.", acl: ["public"]), Bolt);
        await AskAsync("warranty of the pump");

        Assert.False((await AskAsync("warranty of the pumps")).Explanation!.IsCached);
        Assert.False((await AskAsync("warranty of the pump", top: 1)).Explanation!.IsCached);
        Assert.False((await AskAsync("warranty of the pump", Strangers)).Explanation!.IsCached);
        Assert.Contains("nine", Assert.Single((await AskAsync("warranty of the pump", tenant: Bolt)).Hits).Text, StringComparison.Ordinal);
        Assert.True((await AskAsync("warranty of the pump")).Explanation!.IsCached);
    }

    [Fact]
    public async Task What_is_added_taken_away_or_kept_from_somebody_counts_at_once()
    {
        var pump = await AddAsync(Markdown("pump", "The warranty of the pump lasts two years."));
        await AskAsync("warranty of the pump");
        await AddAsync(Markdown("hose", "The warranty of the pump's hose lasts one year."));
        Assert.Equal(2, (await AskAsync("warranty of the pump")).Hits.Count);

        await AcceptAsync(Markdown("hose", "The warranty of the pump's hose lasts one year.", acl: ["role:owner"]));
        Assert.Single((await AskAsync("warranty of the pump")).Hits);

        await Documents.DeleteAsync(Acme, "docs", pump, default);
        Assert.Empty((await AskAsync("warranty of the pump")).Hits);
        await Namespaces.ChangeAsync(Acme, "docs", null, null, null, 0.99, default);
        Assert.False((await AskAsync("warranty of the pump")).Explanation!.IsCached);
    }
}

public sealed class SqliteSearchCache() : SearchCacheSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlSearchCache() : SearchCacheSuite(DatabaseKind.PostgreSql);
