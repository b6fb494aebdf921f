using System.Text;
using Parley.Conversations;
using Parley.Knowledge;
using Parley.Models;

namespace Parley.Orchestration.Tests;

/// <summary>Where the texts of files go, and when they are gone, on every database.</summary>
public abstract class AttachedTextSuite(MemoryFixture fixture)
{
    private const string Text = "The gate of the harbour opens with zorbcode.";

    [Fact]
    public async Task A_text_that_another_conversation_has_does_not_come_back_to_one_that_was_erased_while_it_was_read()
    {
        var (erased, other, file) = await TwoWithOneFileAsync();
        var turn = await erased.RememberedAsync((await erased.SendAsync("And again?")).Id, Model(erased));

        await erased.DeleteAsync();
        await erased.ReadAsync(turn);

        Assert.Single(turn.Window.SelectMany(message => message.Attachments));
        Assert.Null(await erased.StateAsync(file));
        Assert.Equal((0, 0), (await erased.CountAsync("knowledge_documents"), await erased.CountAsync("knowledge_postings")));
        Assert.True(await other.HasAsync(file));
    }

    [Fact]
    public async Task A_text_does_not_come_back_to_a_conversation_whose_message_with_it_was_erased_while_it_was_read()
    {
        var (erased, _, file) = await TwoWithOneFileAsync();
        var asked = await erased.SendAsync("And again?");
        var turn = await erased.RememberedAsync(asked.Id, Model(erased));
        await erased.House.Database.Tenants.WriteAsync(erased.Caller.Tenant, connection => connection.ExecuteAsync(
            "UPDATE messages SET state = 'complete' WHERE tenant_id = @tenant AND conversation_id = @id", new { id = erased.Conversation.Value }));

        await erased.House.Get<BranchDeletion>().DeleteAsync(erased.Caller, turn.Window[0].Id, CancellationToken.None);
        await erased.ReadAsync(turn);

        Assert.Null(await erased.StateAsync(file));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_deletion_that_comes_while_a_text_is_taken_in_takes_it_along(bool wholeConversation)
    {
        var (erased, _, file) = await TwoWithOneFileAsync();
        Task? deletion = null;

        await erased.House.Get<AttachedKnowledge>().AddAsync(
            erased.Caller.Tenant, erased.Place, file.Value, "note.txt", "text/plain", Text,
            async connection =>
            {
                var isHeld = await FileLinks.HoldAsync(connection, erased.Caller.Subject, erased.Conversation, file);
                deletion ??= Task.Run(() => wholeConversation
                    ? erased.DeleteAsync()
                    : erased.House.Get<FileLinks>().DeleteAsync(erased.Caller, file, CancellationToken.None));
                return isHeld;
            },
            CancellationToken.None);
        await deletion!;
        await erased.WorkAsync();

        Assert.Null(await erased.StateAsync(file));
        Assert.Equal((0, 0), (await erased.CountAsync("knowledge_postings"), await erased.CountAsync("knowledge_chunks")));
    }

    [Fact]
    public async Task A_copy_reads_the_files_of_older_messages_keeps_them_and_takes_them_along_at_last()
    {
        var origin = new AttachedHands(await fixture.OpenAsync());
        var file = await origin.FileAsync(Text);
        var first = await origin.SendAsync("Here is a note.", file);
        var last = (await origin.Memory.ChatAsync(first.Id, 60))[^2];
        var copy = origin.On((await origin.House.Get<BranchFork>().ForkAsync(
            origin.Caller, origin.Conversation, last, null, CancellationToken.None)).Id);
        await origin.DeleteAsync();
        var asked = await copy.SendAsync("How does the gate of the harbour open?");
        var turn = await copy.RememberedAsync(asked.Id, Model(copy), options => options with { Retrieval = new([]) });

        await copy.ReadAsync(turn);

        Assert.Empty(turn.Window.SelectMany(message => message.Attachments));
        Assert.Equal(AttachedState.Ready, await copy.StateAsync(file));
        await copy.House.Get<Retrieve>().TakeAsync(turn, CancellationToken.None);
        Assert.Contains(turn.Sources, source => source.Hit.Text.Contains("zorbcode", StringComparison.Ordinal));

        await copy.DeleteAsync();
        Assert.Equal((0, 0), await copy.FilesAsync());
        Assert.Equal((0, 0), (await copy.CountAsync("knowledge_documents"), await copy.CountAsync("knowledge_postings")));
    }

    [Fact]
    public async Task Files_count_for_the_folding_and_those_of_folded_messages_leave_the_prompt_and_are_told_to_have_left()
    {
        var hands = new AttachedHands(await fixture.OpenAsync());
        var model = hands.Memory.Model(8_000, (_, _) => Task.FromResult("- a note was read"));
        var note = await hands.FileAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("The gate of the harbour opens. ", 230))), "note.txt");
        var branch = await hands.SayAsync(null, [("user", "Read this.", [note]), ("assistant", "I did.", []), ("user", "And then?", []), ("assistant", "Well.", [])]);
        await hands.Memory.FoldAsync(await hands.Memory.OrderAsync(branch[^1], compact: false, model: model, room: 4_000));
        var asked = (await hands.SayAsync(branch[^1], [("user", "What opens?", [])]))[0];

        var turn = await hands.RememberedAsync(asked, model);
        await hands.ReadAsync(turn);

        Assert.Equal((branch[1], model), (turn.Memory!.Summary!.ThroughMessageId, turn.Memory.Summary.MadeBy));
        Assert.Empty(turn.Files);
        Assert.Equal(new AttachmentRecord(branch[0], note.Id, "earlier", 0), Assert.Single(turn.Attachments));
    }

    private async Task<(AttachedHands One, AttachedHands Other, FileId File)> TwoWithOneFileAsync()
    {
        var one = new AttachedHands(await fixture.OpenAsync());
        var other = one.On(await one.House.StartAsync(one.Caller));
        var file = await one.FileAsync(Text);
        var first = await one.SendAsync("Here is a note.", file);
        await one.House.Database.Tenants.WriteAsync(one.Caller.Tenant, connection => connection.ExecuteAsync(
            "UPDATE messages SET state = 'complete' WHERE tenant_id = @tenant AND conversation_id = @id", new { id = first.ConversationId.Value }));
        await other.SendAsync("And here.", file);
        return (one, other, file);
    }

    private static string Model(AttachedHands hands) => hands.Memory.Model(2_000, (_, _) => Task.FromResult("Well."));
}

public sealed class SqliteAttachedTextTests(SqliteMemory fixture) : AttachedTextSuite(fixture), IClassFixture<SqliteMemory>;

public sealed class PostgreSqlAttachedTextTests(PostgreSqlMemory fixture) : AttachedTextSuite(fixture), IClassFixture<PostgreSqlMemory>;
