using System.Text;
using Microsoft.Data.Sqlite;
using Parley.Conversations;
using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>What the database's own files hold of a conversation after its deletion. SQLite alone: here the files are ours.</summary>
public sealed class ErasedBytesTests
{
    private const string Said = "zorbfenwick";
    private const string Attached = "quillobrast";

    [Theory]
    [InlineData(0)]
    [InlineData(700)] // Too many for one transaction.
    public async Task A_temporary_conversation_leaves_neither_its_words_nor_their_sealed_bytes_in_the_files(int more)
    {
        await using var house = await TurnHouse.OpenAsync(DatabaseKind.Sqlite);
        var caller = TurnHouse.Caller();
        var conversation = (await house.Get<PassingConversations>().CreateAsync(caller, "", CancellationToken.None)).Id;
        var hands = new AttachedHands(new MemoryHands(house, caller, conversation));
        var file = await hands.FileAsync(string.Concat(Enumerable.Range(0, 2_000).Select(i => $"The {Attached} of harbour{i} opens at {i}.\n\n")));
        var text = string.Concat(Enumerable.Range(0, 5_000).Select(i => $"{Said} number {i}. "));
        var question = TurnHouse.Question(conversation) with { Messages = [new("user", text) { Files = [SentFile.Uploaded(file)] }] };
        var answering = house.AskAsync(caller, question);
        do
        {
            await hands.WorkAsync();
        }
        while (await Task.WhenAny(answering, Task.Delay(20)) != answering);
        await answering;
        await hands.WorkAsync();
        foreach (var some in Enumerable.Range(0, more).Chunk(100))
        {
            await new MemoryHands(house, caller, conversation).SayAsync(null, [.. some.Select(i => ("user", $"{Said} said {i} times, and this is the end of it."))]);
        }

        var traces = await TracesAsync(hands);
        Assert.NotEmpty(Found(house, traces));

        await hands.DeleteAsync();
        await CheckpointAsync(house);

        Assert.Empty(Found(house, traces));
    }

    private static async Task CheckpointAsync(TurnHouse house)
    {
        await using var connection = new SqliteConnection($"Data Source={Directory.GetFiles(house.Database.Address, "*.db").Single()};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A stretch of every sealed text, and of the words in clear.</summary>
    private static async Task<List<(string From, byte[] Bytes)>> TracesAsync(AttachedHands hands)
    {
        var traces = new List<(string, byte[])> { ("said", Encoding.UTF8.GetBytes(Said)), ("attached", Encoding.UTF8.GetBytes(Attached)) };
        await using var connection = await hands.House.Database.Tenants.OpenAsync(hands.Caller.Tenant);
        foreach (var (table, column) in ((string, string)[])
        [
            ("messages", "content"), ("messages", "details"), ("file_pieces", "content"), ("files", "card"),
            ("knowledge_documents", "content"), ("knowledge_documents", "outline"), ("turns", "request"), ("knowledge_chunks", "card"),
            ("knowledge_parts", "data"), ("knowledge_originals", "data"),
        ])
        {
            foreach (var blob in (await connection.QueryAsync<byte[]>($"SELECT {column} FROM {table} WHERE tenant_id = @tenant AND {column} IS NOT NULL"))
                .Where((_, place) => place % 10 == 0))
            {
                // Three stretches: a long one is scattered over pages.
                foreach (var at in new[] { 0, blob.Length / 2, blob.Length - 24 }.Where(at => at >= 0).Distinct())
                {
                    traces.Add(($"{table}.{column}", blob[at..Math.Min(blob.Length, at + 24)]));
                }
            }
        }

        return traces;
    }

    private static List<string> Found(TurnHouse house, IReadOnlyList<(string From, byte[] Bytes)> traces) =>
    [
        .. from path in Directory.EnumerateFiles(house.Database.Address, "*", SearchOption.AllDirectories)
           let bytes = OpenFile.Read(path)
           from trace in traces
           where bytes.AsSpan().IndexOf(trace.Bytes) >= 0
           select $"{Path.GetFileName(path)}: {trace.From}",
    ];
}
