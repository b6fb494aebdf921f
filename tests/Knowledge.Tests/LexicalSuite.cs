using Parley.Knowledge.Indexing;
using Parley.Knowledge.Search;

namespace Parley.Knowledge.Tests;

/// <summary>What a search reads of the index of words, and what it does not.</summary>
public abstract class LexicalSuite(DatabaseKind kind) : KnowledgeSuite(kind)
{
    private const int EntriesInAChunk = 7;

    [Fact]
    public async Task Words_of_hidden_documents_take_no_place_among_spellings_and_are_told_to_nobody()
    {
        foreach (var word in (string[])["kantle", "kintle", "kontle", "kuntle"])
        {
            await AddAsync(Markdown(word, $"The {word} is secret. {word} {word} {word}", acl: "role:owner"));
        }

        await AddAsync(Markdown("kettle", "Descale the kettle every spring."));

        var found = await AskAsync("kentle");
        Assert.Equal("kettle", Assert.Single(found.Hits).ExternalId);
        Assert.Equal(["kentl", "kettl"], found.Explanation!.Terms.Single().Forms.Keys.Order());
        Assert.Equal(1, found.Explanation.Terms.Single().Chunks);
    }

    [Fact]
    public async Task What_is_beyond_the_room_for_postings_is_left_out_the_most_frequent_form_first()
    {
        await AddAsync(Markdown("log", Entries(600)));
        await using var connection = await Database.Tenants.OpenAsync(Acme);
        var index = new IndexReader(connection);
        var scope = await SearchScope.ReadAsync(index, new FactsCache(), await index.NamespacesAsync(["docs"], null), null, Members);
        var (whole, small) = (new PackedPostings(scope), new PackedPostings(scope, 40));

        await whole.AddAsync(index, ["harbour", "crew7"]);
        await small.AddAsync(index, ["harbour", "crew7"]);

        Assert.Equal((0, 0), (whole.Find("harbour")!.LeftOut, whole.Find("crew7")!.LeftOut));
        Assert.InRange(small.Find("harbour")!.LeftOut, 20, scope.Size.Chunks * 3);
        Assert.Equal((0, 1), (small.Find("harbour")!.Read(0, new Ranking.Posting[small.BlockSize]), small.Find("crew7")!.Read(0, new Ranking.Posting[small.BlockSize])));
    }

    [Fact]
    public async Task Facts_of_chunks_that_are_gone_take_no_room_in_the_database_nor_in_memory()
    {
        var id = await AddAsync(Markdown("log", Entries(600)));
        await AddAsync(Markdown("otter", "The otter swims."));
        var cache = new FactsCache();
        var before = await FactsAsync(cache);

        await Documents.DeleteAsync(Acme, "docs", id, default);

        var after = await FactsAsync(cache);
        Assert.InRange(before.Memory - after.Memory, 0, 10_000);
        Assert.Equal(after.Memory, (await FactsAsync(new FactsCache())).Memory);
        Assert.Single((await AskAsync("otter")).Hits);
        await Documents.DeleteAsync(Acme, "docs", (await Documents.ListAsync(Acme, "docs", null, null, 9, default)).Data.Single().Id, default);
        Assert.Equal(0, await BytesAsync());
    }

    [Fact]
    public async Task The_cache_of_facts_counts_what_it_keeps_and_lets_go_of_what_was_not_used_for_longest()
    {
        var cache = new FactsCache(4_000);
        foreach (var name in (string[])["a", "b", "c", "d", "e", "f"])
        {
            await AddAsync(Markdown("otter", "The otter swims."), name: name);
            await using var connection = await Database.Tenants.OpenAsync(Acme);
            await cache.GetAsync(connection, name, 1_000_000_000);
        }

        Assert.InRange(cache.Count, 1, 2);
    }

    [Fact]
    public async Task A_long_document_and_many_small_ones_leave_little_waiting_while_they_come_in()
    {
        var most = 0L;
        var id = await AcceptAsync(Markdown("log", Entries(30_000)));
        await Ingestion.RunAsync(
            new JobRun
            {
                Tenant = Acme,
                Id = new JobId("job_test"),
                Payload = "{}",
                Attempt = 1,
                IsLastAttempt = false,
                OnHold = async connection =>
                {
                    most = Math.Max(most, await connection.ScalarAsync<long>("SELECT count(*) FROM knowledge_parts WHERE tenant_id = @tenant AND state = 'waiting'"));
                    return true;
                },
            },
            "docs", new(id.Value, 1), default);

        Assert.InRange(most, 10, 120);
        Assert.NotEmpty((await AskAsync("crew29999")).Hits);
    }

    private async Task<ChunkFacts> FactsAsync(FactsCache cache)
    {
        await using var connection = await Database.Tenants.OpenAsync(Acme);
        return await cache.GetAsync(connection, "docs", await connection.ScalarAsync<long>("SELECT version FROM knowledge_namespaces WHERE tenant_id = @tenant AND name = 'docs'"));
    }

    private async Task<long> BytesAsync()
    {
        await using var connection = await Database.Tenants.OpenAsync(Acme);
        return await connection.ScalarAsync<long>("SELECT cast(coalesce(sum(length(data)), 0) AS bigint) FROM knowledge_facts WHERE tenant_id = @tenant");
    }

    private static string Entries(int count) => "# Log\n\n" + string.Join(
        "\n\n", Enumerable.Range(1, count).Select(i => $"{(i % EntriesInAChunk == 0 ? $"# Day {i}\n\n" : "")}In the harbour crew{i} unloaded."));
}

public sealed class SqliteLexical() : LexicalSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlLexical() : LexicalSuite(DatabaseKind.PostgreSql);
