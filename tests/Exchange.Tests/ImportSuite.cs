using System.Text;
using System.Text.Json.Nodes;
using Parley.Conversations;
using Parley.Kernel;
using Parley.Storage;

namespace Parley.Exchange.Tests;

public sealed class SqliteImportTests(SqliteHouse house) : ImportSuite(house), IClassFixture<SqliteHouse>;

public sealed class PostgreSqlImportTests(PostgreSqlHouse house) : ImportSuite(house), IClassFixture<PostgreSqlHouse>;

/// <summary>What becomes of uploads, on every database.</summary>
public abstract class ImportSuite(ExchangeHouse house) : ExchangeSuite(house)
{
    private const long Most = 64L * 1_048_576;

    private DateTimeOffset At => DateTimeOffset.FromUnixTimeSeconds(House.Time.GetUtcNow().AddDays(-100).ToUnixTimeSeconds());

    [Fact]
    public async Task An_archive_comes_in_with_its_branches_times_and_titles_and_once_only()
    {
        var caller = House.NewCaller();
        byte[] json = Exports.Json(Exports.Rich("c1", At)).ToArray();

        var row = await ImportAsync(caller, Exports.Zip(("chat.html", "<html>"u8.ToArray()), ("conversations.json", json), ("nested.zip", json)));
        var again = await ImportAsync(caller, new MemoryStream(json));

        Assert.Equal(("done", 1L, 1L, 0L, 0L), (row.State, row.Total, row.Imported, row.Skipped, row.Failed));
        Assert.Equal(("done", 1L, 0L, 1L, 0L), (again.State, again.Total, again.Imported, again.Skipped, again.Failed));
        var conversation = Assert.Single(await ListAsync(caller));
        Assert.Equal(("Weather & code", At, At.AddMinutes(5)), (conversation.Title, conversation.CreatedAt, conversation.UpdatedAt));
        var shown = await BranchAsync(caller, conversation.Id, conversation.LeafMessageId!.Value);
        Assert.Equal([("user", "What is the time?"), ("assistant", "Noon.\n\nOr nearly.")], shown.Select(message => (message.Role, message.Content)));
        Assert.Equal([At.AddSeconds(10), At.AddSeconds(11)], shown.Select(message => message.CreatedAt));
        Assert.Equal("gpt-4o", shown[1].Model);
        var all = await AllAsync(caller, conversation.Id);
        Assert.Equal(
            ["What is the weather?\n\n[File left out: map.pdf]", "```python\nprint(1)\n```\n\nIt is sunny today.", "What is the time?", "Noon.\n\nOr nearly.",
                "Midnight.\n\n[Image left out: a moon]"],
            all.Select(message => message.Content));
        Assert.Equal(row.Messages, all.Count);
        Assert.Equal(0, await PiecesAsync(caller));
    }

    [Fact]
    public async Task An_own_export_comes_back_as_it_was_and_once_only()
    {
        var caller = House.NewCaller();
        var (conversation, messages) = await House.TalkAsync(caller, 70, "There and back");
        var details = new MessageDetails
        {
            Citations = [new("S1", "docs", new("doc_1"), new("chunk_1"), "Title", null, null, 0, 5, "quote", true, 0, 4)],
            Usage = new(10, 20, 0, "0.01"),
        };
        await House.SayAsync(caller, conversation, messages[3], "user", "Another \u202e way 😀 \"quoted\"\n# heading");
        var cited = await House.SayAsync(caller, conversation, messages[2], "assistant", "Cited.", "interrupted", details);
        var before = await ExportAsync(caller, conversation, null);
        var receiver = House.NewCaller();

        var row = await ImportAsync(receiver, new MemoryStream(before));
        var again = await ImportAsync(receiver, new MemoryStream(before));

        Assert.Equal((1L, 0L, 1L), (row.Imported, row.Failed, again.Skipped));
        var copy = Assert.Single(await ListAsync(receiver));
        var after = await ExportAsync(receiver, copy.Id, null);
        Assert.Equal(Shape(before), Shape(after));
        Assert.Contains("\"quote\"", Encoding.UTF8.GetString(after), StringComparison.Ordinal);

        // Whoever sends a file may have written it: what it quotes counts as unverified.
        Assert.Contains("\"verified\":false", Encoding.UTF8.GetString(after), StringComparison.Ordinal);
        Assert.NotEqual(default, cited);
    }

    [Fact]
    public async Task Personal_data_of_what_comes_in_is_replaced_as_if_it_had_been_sent_here()
    {
        const string Card = "4111 1111 1111 1111";
        var caller = House.NewCaller();
        var (conversation, messages) = await House.TalkAsync(caller, 1, $"About {Card}");
        var details = new MessageDetails
        {
            Citations = [new("S1", "docs", new("doc_1"), new("chunk_1"), null, null, null, 0, 5, $"of {Card}", true, 20, 25)],
            ToolCalls = [new("call_1", "pay", System.Text.Json.JsonSerializer.SerializeToElement(new { card = Card }))],
        };
        await House.SayAsync(caller, conversation, messages[0], "assistant", $"{Card} cited, not [CARD_1].", details: details);
        var receiver = House.NewCaller();

        var row = await ImportAsync(receiver, new MemoryStream(await ExportAsync(caller, conversation, null)));

        Assert.Equal((1L, 0L), (row.Imported, row.Failed));
        var copy = Assert.Single(await ListAsync(receiver));
        Assert.Equal("About [card]", copy.Title);
        var answer = (await AllAsync(receiver, copy.Id))[^1];
        Assert.Equal(@"[CARD_1] cited, not [\CARD_1].", answer.Content);
        Assert.Equal("cited", answer.Content[answer.Citations[0].MessageStart..answer.Citations[0].MessageEnd]);
        Assert.Equal("of [card]", answer.Citations[0].Quote);
        Assert.DoesNotContain("4111", Encoding.UTF8.GetString(await ExportAsync(receiver, copy.Id, null)), StringComparison.Ordinal);
        var key = await House.Database.Sealer.KeyAsync(receiver.Tenant.Id, receiver.Subject.Value);
        await using var connection = await House.Database.Tenants.OpenAsync(receiver.Tenant);
        var restored = await Parley.Safety.Vault.RestoreAsync(connection, key, copy.Id.Value, answer.Content);
        Assert.Equal($"{Card} cited, not [CARD_1].", restored.Text);
    }

    [Fact]
    public async Task A_bad_conversation_is_reported_and_the_others_come_in()
    {
        var caller = House.NewCaller();
        var circle = Exports.Conversation("c2", "Round", At, "a", Exports.Node("a", "b", "user", Exports.Text("x")), Exports.Node("b", "a", "user", Exports.Text("y")));
        var row = await ImportAsync(caller, Exports.Json(1, "x", circle, new JsonObject { ["title"] = "No form" }, Exports.Rich("c3", At), new JsonArray()));

        Assert.Equal(("done", 6L, 1L, 5L), (row.State, row.Total, row.Imported, row.Failed));
        var failures = await House.Get<ImportStore>().FailuresAsync(caller.Tenant, row, Cancel);
        Assert.Equal([1L, 2L, 3L, 4L, 6L], failures.Select(failure => failure.Place));
        Assert.Equal((3, "Round", "Its messages form a circle."), (failures[2].Place, failures[2].Title, failures[2].Reason));
        Assert.Single(await ListAsync(caller));
    }

    [Fact]
    public async Task What_stands_before_the_place_where_a_file_was_cut_comes_in()
    {
        var caller = House.NewCaller();
        var json = Exports.Json(Exports.Rich("c1", At), Exports.Rich("c2", At)).ToArray();

        var row = await ImportAsync(caller, new MemoryStream(json[..^100]));

        Assert.Equal((2L, 1L, 1L), (row.Total, row.Imported, row.Failed));
    }

    [Fact]
    public async Task Uploads_that_are_no_exports_say_why_and_leave_nothing()
    {
        var caller = House.NewCaller();
        var bomb = Exports.Zip(("conversations.json", Encoding.UTF8.GetBytes("[" + new string(' ', 32 * 1_048_576))));
        var many = Exports.Zip([.. Enumerable.Range(0, 20_001).Select(i => ($"{i}", Array.Empty<byte>()))]);
        foreach (var (upload, why) in ((Stream, string)[])
        [
            (new MemoryStream("not json"u8.ToArray()), "not JSON"), (new MemoryStream("   "u8.ToArray()), "empty"), (bomb, "tightly"), (many, "more than 20000 files"),
            (Exports.Zip(("other.json", "[]"u8.ToArray())), "no file"), (Exports.Zip(("../../conversations.json", "[]"u8.ToArray())), "no file"),
            (new MemoryStream("PK\u0003\u0004 but no archive"u8.ToArray()), "not whole"),
        ])
        {
            var row = await ImportAsync(caller, upload);
            Assert.Equal("failed", row.State);
            Assert.Contains(why, (await House.Get<ImportStore>().FailuresAsync(caller.Tenant, row, Cancel))[0].Reason, StringComparison.Ordinal);
        }

        Assert.Equal(0, await PiecesAsync(caller));
        Assert.Empty(await ListAsync(caller));
    }

    [Fact]
    public async Task What_a_lost_worker_left_half_is_written_anew()
    {
        var caller = House.NewCaller();
        var (import, _) = await House.Get<ImportStore>().TakeAsync(caller, Long(250), Most, Cancel);
        var holds = 0;
        var lost = Run(caller, import, () => ++holds <= 2);
        await Assert.ThrowsAsync<JobLostException>(() => House.Get<ImportConversations>().RunAsync(lost, Cancel));
        Assert.Empty(await ListAsync(caller));
        Assert.InRange(await MessagesAsync(caller), 1, 249);

        await House.Get<ImportConversations>().RunAsync(Run(caller, import, () => true), Cancel);

        var conversation = Assert.Single(await ListAsync(caller));
        var branch = await BranchAsync(caller, conversation.Id, conversation.LeafMessageId!.Value);
        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"Text {i}"), branch.Select(message => message.Content));
    }

    [Fact]
    public async Task What_a_lost_worker_left_half_and_nobody_ends_is_erased()
    {
        var caller = House.NewCaller();
        var (import, _) = await House.Get<ImportStore>().TakeAsync(caller, Long(800), Most, Cancel);
        var holds = 0;
        await Assert.ThrowsAsync<JobLostException>(() => House.Get<ImportConversations>().RunAsync(Run(caller, import, () => ++holds <= 7), Cancel));
        Assert.InRange(await MessagesAsync(caller), 501, 799); // More than are erased at once.

        House.Time.Advance(TimeSpan.FromDays(2));
        await House.Get<LostImports>().RemoveAsync(Cancel);

        Assert.Equal(0, await MessagesAsync(caller));
        Assert.Empty(await ListAsync(caller));
    }

    [Fact]
    public async Task Of_uploads_at_the_same_time_one_is_taken_and_the_others_are_told_why_not()
    {
        var caller = House.NewCaller();
        var begun = new TaskCompletionSource();
        await using var slow = new WaitingStream(begun.Task);
        var first = House.Get<ImportStore>().TakeAsync(caller, slow, Most, Cancel);
        await slow.Asked;

        var others = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Assert.ThrowsAsync<RefusedException>(
            () => House.Get<ImportStore>().TakeAsync(caller, Exports.Json(1), Most, Cancel))));
        begun.SetResult();
        await first;

        Assert.All(others, refused => Assert.Equal((409, "import_in_progress"), (refused.Refusal.Status, refused.Refusal.Code)));
        await Assert.ThrowsAsync<RefusedException>(() => House.Get<ImportStore>().TakeAsync(caller, Exports.Json(1), Most, Cancel));
    }

    [Fact]
    public async Task An_upload_that_takes_too_long_is_given_up_for_a_new_one()
    {
        var caller = House.NewCaller();
        var begun = new TaskCompletionSource();
        await using var slow = new WaitingStream(begun.Task);
        var first = House.Get<ImportStore>().TakeAsync(caller, slow, Most, Cancel);
        await slow.Asked;

        House.Time.Advance(TimeSpan.FromMinutes(16));
        await House.Get<ImportStore>().TakeAsync(caller, Exports.Json(1), Most, Cancel);
        begun.SetResult();

        Assert.Equal("upload_too_slow", (await Assert.ThrowsAsync<RefusedException>(() => first)).Refusal.Code);
    }

    [Fact]
    public async Task A_conversation_that_was_deleted_may_come_again_and_another_has_it_for_themselves()
    {
        var (caller, other) = (House.NewCaller(), House.NewCaller());
        await ImportAsync(caller, Exports.Json(Exports.Rich("c1", At)));
        Assert.Equal(1, (await ImportAsync(other, Exports.Json(Exports.Rich("c1", At)))).Imported);
        await House.Get<ConversationDeletion>().DeleteAsync(caller.Tenant, caller.Subject, Assert.Single(await ListAsync(caller)).Id, Cancel);

        Assert.Equal(1, (await ImportAsync(caller, Exports.Json(Exports.Rich("c1", At)))).Imported);
        Assert.Single(await ListAsync(other));
    }

    [Fact]
    public async Task A_long_one_whose_deletion_was_broken_off_may_come_again_before_the_old_one_is_erased()
    {
        var caller = House.NewCaller();
        await ImportAsync(caller, Long(700));
        var old = Assert.Single(await ListAsync(caller)).Id;
        var deletion = new ConversationDeletion(
            House.Database.Tenants, House.Database.Sealer, House.Get<ConversationStore>(), [new PowerCut()], House.Database.Jobs, House.Time);
        await Assert.ThrowsAsync<IOException>(() => deletion.DeleteAsync(caller.Tenant, caller.Subject, old, Cancel));
        Assert.Equal(700, await MessagesAsync(caller));

        Assert.Equal(1, (await ImportAsync(caller, Long(700))).Imported);
        await House.Get<IEnumerable<IJobHandler>>().Single(handler => handler.Kind == "conversations.erase_long").RunAsync(
            new() { Tenant = caller.Tenant, Id = new("job_x"), Payload = $"{caller.Subject}/{old}", Attempt = 1, IsLastAttempt = false }, Cancel);

        Assert.NotEqual(old, Assert.Single(await ListAsync(caller)).Id);
        Assert.Equal(700, await MessagesAsync(caller));
    }

    [Fact]
    public async Task Somebody_has_one_import_at_a_time_and_what_nobody_ends_is_thrown_away()
    {
        var caller = House.NewCaller();
        var (import, _) = await House.Get<ImportStore>().TakeAsync(caller, Exports.Json(1), Most, Cancel);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => House.Get<ImportStore>().TakeAsync(caller, Exports.Json(1), Most, Cancel));
        Assert.Equal("import_in_progress", refused.Refusal.Code);
        await Assert.ThrowsAsync<RefusedException>(() => House.Get<ImportStore>().TakeAsync(House.NewCaller(), new MemoryStream(new byte[2_000]), 1_000, Cancel));

        House.Time.Advance(TimeSpan.FromDays(2));
        await House.Get<LostImports>().RemoveAsync(Cancel);

        Assert.Equal("failed", (await House.Get<ImportStore>().FindAsync(caller.Tenant, caller.Subject, import, Cancel))!.State);
        Assert.Equal(0, await PiecesAsync(caller));
    }

    /// <summary>One conversation that is a single long branch.</summary>
    private MemoryStream Long(int messages) => Exports.Json(Exports.Conversation("long", "Long", At, $"n{messages - 1}",
        [.. Enumerable.Range(0, messages).Select(i => Exports.Node($"n{i}", i == 0 ? null : $"n{i - 1}", "user", Exports.Text($"Text {i}")))]));

    private async Task<ImportRow> ImportAsync(Caller caller, Stream upload)
    {
        var (import, _) = await House.Get<ImportStore>().TakeAsync(caller, upload, Most, Cancel);
        await House.Database.RunJobsAsync(House.Get<ImportConversations>());
        return (await House.Get<ImportStore>().FindAsync(caller.Tenant, caller.Subject, import, Cancel))!;
    }

    private static JobRun Run(Caller caller, string import, Func<bool> holds) => new()
    {
        Tenant = caller.Tenant,
        Id = new("job_x"),
        Payload = ImportConversations.Payload(caller.Subject, import),
        Attempt = 1,
        IsLastAttempt = false,
        OnHold = _ => Task.FromResult(holds()),
    };

    private async Task<IReadOnlyList<Conversation>> ListAsync(Caller caller) =>
        (await House.Get<ConversationStore>().ListAsync(caller, new(), null, 50, Cancel)).Data;

    private async Task<IReadOnlyList<Message>> AllAsync(Caller caller, ConversationId id) => await House.Get<BranchReader>().ReadAsync(
        caller.Tenant, caller.Subject, id, await House.Get<BranchReader>().ListAsync(caller.Tenant, caller.Subject, id, Cancel), Cancel);

    private async Task<IReadOnlyList<Message>> BranchAsync(Caller caller, ConversationId id, MessageId leaf)
    {
        var map = await House.Get<BranchReader>().MapAsync(caller.Tenant, caller.Subject, id, leaf, Cancel);
        return await House.Get<BranchReader>().ReadAsync(caller.Tenant, caller.Subject, id, map!, 0, map!.Messages, Cancel);
    }

    private async Task<byte[]> ExportAsync(Caller caller, ConversationId id, MessageId? leaf)
    {
        using var body = new MemoryStream();
        var conversation = await House.Get<ConversationStore>().FindAsync(caller, id, Cancel);
        await JsonExport.WriteAsync(body, conversation!, leaf, House.Time.GetUtcNow(), Pages(await AllAsync(caller, id)), Cancel);
        return body.ToArray();
    }

    private static async IAsyncEnumerable<IReadOnlyList<Message>> Pages(IReadOnlyList<Message> messages)
    {
        foreach (var page in messages.Chunk(7))
        {
            yield return page;
        }

        await Task.CompletedTask;
    }

    // Ids differ; what hangs on what, and all texts, do not.
    private static string Shape(byte[] export)
    {
        var root = JsonNode.Parse(export)!;
        var messages = root["messages"]!.AsArray().ToDictionary(message => message!["id"]!.GetValue<string>(), message => message!);
        var lines = messages.Values.Select(message =>
        {
            var above = message["parent_id"]?.GetValue<string>() is { } parent ? messages[parent]["content"] : null;
            return string.Join('|', message["role"], message["state"], message["content"], message["created_at"], message["model"], message["usage"]?.ToJsonString(), above);
        });
        var leaf = messages[root["conversation"]!["leaf_message_id"]!.GetValue<string>()]["content"];
        return string.Join('\n', lines.Order(StringComparer.Ordinal).Append($"{root["conversation"]!["title"]} {leaf}"));
    }

    private async Task<long> MessagesAsync(Caller caller)
    {
        await using var connection = await House.Database.Tenants.OpenAsync(caller.Tenant, Cancel);
        return await connection.ScalarAsync<long>(
            "SELECT count(*) FROM messages WHERE tenant_id = @tenant AND subject_id = @subject", new { subject = caller.Subject.Value });
    }

    private async Task<long> PiecesAsync(Caller caller)
    {
        await using var connection = await House.Database.Tenants.OpenAsync(caller.Tenant, Cancel);
        return await connection.ScalarAsync<long>(
            """
            SELECT count(*) FROM import_pieces WHERE tenant_id = @tenant AND import_id IN
                (SELECT id FROM imports WHERE tenant_id = @tenant AND subject_id = @subject)
            """,
            new { subject = caller.Subject.Value });
    }

    /// <summary>Breaks a deletion off.</summary>
    private sealed class PowerCut : IMessageErasure
    {
        public Task EraseAsync(TenantConnection connection, ConversationId conversation, IReadOnlyList<MessageId> messages, IReadOnlyList<TurnId> turns) =>
            throw new IOException("The power is gone.");
    }

    /// <summary>An upload of one byte that comes when it is told to.</summary>
    private sealed class WaitingStream(Task until) : MemoryStream([1])
    {
        private readonly TaskCompletionSource _asked = new();

        public Task Asked => _asked.Task;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _asked.TrySetResult();
            await until;
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
