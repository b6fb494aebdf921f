using Parley.Conversations;
using Parley.Models;

namespace Parley.Orchestration.Tests;

/// <summary>What becomes of files that came within a send, on every database.</summary>
public abstract class SentFileSuite(MemoryFixture fixture)
{
    private static readonly byte[] Picture = [0x89, .. "PNG\r\n"u8, 0x1a, 0x0a, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 64, 0, 0, 0, 64, 8, 2, 0, 0, 0];

    [Fact]
    public async Task A_send_that_is_joined_or_refused_leaves_no_file_behind()
    {
        var hands = new AttachedHands(await fixture.OpenAsync());
        var model = hands.Memory.Model(8_000, (_, _) => Task.FromResult("A cat."), ModelAbilities.Chat | ModelAbilities.Vision);
        var send = Look(hands, model, "What is it?");
        await hands.House.Accept.AcceptAsync(hands.Caller, send, CancellationToken.None);
        Assert.Equal((1, 1), await hands.FilesAsync());

        Assert.True((await hands.House.Accept.AcceptAsync(hands.Caller, send, CancellationToken.None)).IsJoined);
        Assert.Equal((1, 1), await hands.FilesAsync());

        // Another body under the same key, a branch that is being answered, and a second file that is none.
        Assert.Equal(409, await RefusedAsync(hands, Look(hands, model, "What is that?")));
        Assert.Equal(409, await RefusedAsync(hands, send with { IdempotencyKey = null }));
        Assert.Equal(400, await RefusedAsync(hands, send with
        {
            IdempotencyKey = null,
            Messages = [send.Messages[0] with { Files = [.. send.Messages[0].Files, SentFile.Within("b.png", "no image"u8.ToArray())] }],
        }));
        Assert.Equal((1, 1), await hands.FilesAsync());
    }

    private static Send Look(AttachedHands hands, string model, string text) => TurnHouse.Question(hands.Conversation, key: "once") with
    {
        Options = new() { Retrieval = null, Model = model },
        Messages = [new("user", text) { Files = [SentFile.Within("a.png", Picture)] }],
    };

    private static async Task<int> RefusedAsync(AttachedHands hands, Send send) =>
        (await Assert.ThrowsAsync<RefusedException>(() => hands.House.Accept.AcceptAsync(hands.Caller, send, CancellationToken.None))).Refusal.Status;
}

public sealed class SqliteSentFileTests(SqliteMemory fixture) : SentFileSuite(fixture), IClassFixture<SqliteMemory>;

public sealed class PostgreSqlSentFileTests(PostgreSqlMemory fixture) : SentFileSuite(fixture), IClassFixture<PostgreSqlMemory>;
