using Parley.Kernel;

namespace Parley.Conversations.Tests;

/// <summary>The index says of every message what the message says, whatever was written, folded and deleted.</summary>
public abstract class IndexSuite(FindingHouse house)
{
    private const string Words = "server backup night disk restore key vault port network cable user role chat answer model token Rechnung Vertrag Kunde 東京 天気 новый";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task After_random_messages_endings_deletions_and_foldings_it_equals_one_built_anew(int seed)
    {
        var chance = new Random(seed);
        var caller = house.NewCaller();
        var (conversations, running, said) = (new List<ConversationId>(), new List<MessageId>(), new List<MessageId>());
        for (var round = 0; round < 24; round++)
        {
            if (conversations.Count == 0 || chance.Next(4) == 0)
            {
                conversations.Add(await house.StartAsync(caller, passing: chance.Next(5) == 0));
            }

            var conversation = conversations[chance.Next(conversations.Count)];
            said.AddRange(await house.SayAsync(caller, conversation, [.. Enumerable.Range(0, 80).Select(_ => Text(chance))]));
            running.Add(await house.SayAsync(caller, conversation, "", "assistant", "running"));
            switch (chance.Next(5))
            {
                case 0:
                    await house.Folding.FoldAsync(caller.Tenant, caller.Subject, default);
                    break;
                case 1:
                    await house.DeleteAsync(caller, [.. Enumerable.Range(0, chance.Next(1, 40)).Select(_ => said[chance.Next(said.Count)]).Distinct()]);
                    break;
                case 2:
                    await house.Deletion.DeleteAsync(caller.Tenant, caller.Subject, conversation, default);
                    conversations.Remove(conversation);
                    break;
                default:
                    await house.FinishAsync(caller, running[chance.Next(running.Count)], Text(chance));
                    break;
            }
        }

        await house.Folding.FoldAsync(caller.Tenant, caller.Subject, default);
        Assert.Equal(await IndexOracle.RebuildAsync(house, caller), await IndexOracle.ReadAsync(house, caller));
        await house.DeleteAsync(caller, [.. said.Where(_ => chance.Next(3) > 0)]);
        Assert.Equal(await IndexOracle.RebuildAsync(house, caller), await IndexOracle.ReadAsync(house, caller));
        await AllFoundAsync(caller, "rechnungen");
    }

    [Fact]
    public async Task Folded_and_loose_messages_are_found_alike()
    {
        var caller = house.NewCaller();
        var conversation = await house.StartAsync(caller);
        string[] texts = [.. Enumerable.Range(0, MessageIndex.SegmentMessages).Select(i => i % 50 == 0 ? $"A walrus and number {i}" : $"Nothing of interest in {i}")];
        await house.SayAsync(caller, conversation, texts);
        var loose = await house.FindAsync(caller, "walrus");

        Assert.Equal(1, await house.Folding.FoldAsync(caller.Tenant, caller.Subject, default));

        Assert.Equal(loose.Select(hit => (hit.MessageId, hit.Score)), (await house.FindAsync(caller, "walrus")).Select(hit => (hit.MessageId, hit.Score)));
        Assert.Equal(11, loose.Count);
    }

    [Fact]
    public async Task Whoever_deletes_while_it_is_folded_leaves_nothing_behind()
    {
        var caller = house.NewCaller();
        var conversation = await house.StartAsync(caller);
        var said = await house.SayAsync(caller, conversation, [.. Enumerable.Range(0, MessageIndex.SegmentMessages * 2).Select(i => $"walrus {i}")]);

        var folding = Task.Run(() => house.Folding.FoldAsync(caller.Tenant, caller.Subject, default));
        foreach (var ids in said.Take(600).Chunk(60))
        {
            await house.DeleteAsync(caller, ids);
        }

        await folding;
        Assert.Equal(await IndexOracle.RebuildAsync(house, caller), await IndexOracle.ReadAsync(house, caller));
    }

    private async Task AllFoundAsync(Caller caller, string query)
    {
        var key = await house.KeyAsync(caller);
        await using var connection = await house.Database.Tenants.OpenAsync(caller.Tenant);
        var rows = await connection.QueryAsync<Row>(
            "SELECT m.id AS \"Id\", m.content AS \"Content\" FROM messages m JOIN conversations c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id WHERE m.tenant_id = @tenant AND m.subject_id = @subject AND m.state <> 'running' AND c.passing = 0",
            new { subject = caller.Subject.Value });
        var holding = rows.Where(row => key.Open("messages", row.Id, row.Content).Contains("Rechnung", StringComparison.Ordinal)).Select(row => row.Id).ToHashSet();
        var found = new HashSet<string>();
        string? cursor = null;
        do
        {
            var page = await house.Search.FindAsync(caller, query, new(), cursor, 50, default);
            found.UnionWith(page.Data.Select(hit => hit.MessageId.Value));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(holding.Order(), found.Order());
    }

    private static string Text(Random chance)
    {
        var words = Words.Split(' ');
        return string.Join(' ', Enumerable.Range(0, chance.Next(1, 12)).Select(_ => words[chance.Next(words.Length)]));
    }

    private sealed record Row(string Id, byte[] Content);
}

public sealed class SqliteIndexTests(SqliteFindingHouse house) : IndexSuite(house), IClassFixture<SqliteFindingHouse>;

public sealed class PostgreSqlIndexTests(PostgreSqlFindingHouse house) : IndexSuite(house), IClassFixture<PostgreSqlFindingHouse>
{
    [Fact]
    public async Task Whoever_deletes_holds_no_segment_between_those_of_the_deleted()
    {
        var caller = house.NewCaller();
        var conversation = await house.StartAsync(caller);
        var said = await house.SayAsync(caller, conversation, [.. Enumerable.Range(0, MessageIndex.SegmentMessages * 3).Select(i => $"walrus {i}")]);
        Assert.Equal(3, await house.Folding.FoldAsync(caller.Tenant, caller.Subject, default));

        await house.Database.Tenants.WriteAsync(caller.Tenant, async connection =>
        {
            await connection.QueryAsync<long>(
                "SELECT segment FROM message_segments WHERE tenant_id = @tenant AND subject_id = @subject AND segment = 2 {for_update}",
                new { subject = caller.Subject.Value });
            await house.DeleteAsync(caller, [said[0], said[^1]]).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        });

        Assert.Equal(await IndexOracle.RebuildAsync(house, caller), await IndexOracle.ReadAsync(house, caller));
    }
}
