using System.Text;
using Parley.Conversations;
using Parley.Knowledge;
using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>A conversation with files, in the hands of a test.</summary>
internal sealed class AttachedHands(MemoryHands hands)
{
    public TurnHouse House => hands.House;

    public Caller Caller => hands.Caller;

    public MemoryHands Memory => hands;

    public ConversationId Conversation => hands.Conversation;

    /// <summary>The same hands on another conversation of the same subject.</summary>
    public AttachedHands On(ConversationId other) => new(new MemoryHands(House, Caller, other));

    public async Task<FileId> FileAsync(string text, string name = "note.txt") =>
        (await House.Get<FileUploads>().TakeAsync(Caller, name, Encoding.UTF8.GetBytes(text), CancellationToken.None)).Id;

    public Task<StoredFile> FileAsync(byte[] bytes, string name) => House.Get<FileUploads>().TakeAsync(Caller, name, bytes, CancellationToken.None);

    /// <summary>Adds messages with files one under the other.</summary>
    public async Task<IReadOnlyList<MessageId>> SayAsync(MessageId? under, IReadOnlyList<(string Role, string Text, IReadOnlyList<StoredFile> Files)> messages)
    {
        var key = await House.Database.Sealer.KeyAsync(Caller.Tenant.Id, Caller.Subject.Value);
        var ids = new List<MessageId>();
        await House.Database.Tenants.WriteAsync(Caller.Tenant, async connection =>
        {
            ids.Clear();
            foreach (var (role, text, files) in messages)
            {
                var id = MessageId.New(TimeProvider.System);
                await House.Messages.InsertAsync(connection, key, new NewMessage(
                    id, Conversation, Caller.Subject, ids.Count == 0 ? under : ids[^1], null, null, role, "complete", text, null,
                    new() { Attachments = [.. files.Select(Attachment.Of)] }));
                ids.Add(id);
            }
        });
        return ids;
    }

    /// <summary>Sends a question with files, and leaves it without an answer.</summary>
    /// <returns>The question.</returns>
    public async Task<Message> SendAsync(string text, params FileId[] files)
    {
        var question = TurnHouse.Question(Conversation);
        var turn = (await House.Accept.AcceptAsync(
            Caller, question with { Messages = [new("user", text) { Files = [.. files.Select(SentFile.Uploaded)] }] }, CancellationToken.None)).Turn;
        var branch = (await House.Messages.ReadBranchAsync(Caller, Conversation, null, null, 10, CancellationToken.None))!.Data;
        return branch.Single(message => message.TurnId == turn && message.Role == "user");
    }

    /// <summary>A turn that has looked at the conversation, and at nothing else yet.</summary>
    public async Task<Turn> RememberedAsync(MessageId asked, string model, Func<TurnOptions, TurnOptions>? ask = null)
    {
        var turn = await hands.TurnAsync(asked, model, "How does the gate of the harbour open?", ask);
        await House.Get<Remember>().TakeAsync(turn, CancellationToken.None);
        return turn;
    }

    /// <summary>Has a turn read its files while the jobs that this asks for are done.</summary>
    public async Task ReadAsync(Turn turn)
    {
        var reading = House.Get<ReadAttachments>().TakeAsync(turn, CancellationToken.None);
        do
        {
            await WorkAsync();
        }
        while (await Task.WhenAny(reading, Task.Delay(10)) != reading);
        await reading;
        await WorkAsync();
    }

    public Task WorkAsync() => House.Database.RunJobsAsync(
        [.. House.Get<IEnumerable<IJobHandler>>().Where(handler => handler.Kind.StartsWith("knowledge.", StringComparison.Ordinal))]);

    public Task DeleteAsync() => House.Get<ConversationDeletion>().DeleteAsync(Caller.Tenant, Caller.Subject, Conversation, CancellationToken.None);

    public async Task<AttachedState?> StateAsync(FileId file) =>
        (await House.Get<AttachedKnowledge>().StatesAsync(Caller.Tenant, Place, [file.Value], CancellationToken.None)).TryGetValue(file.Value, out var state)
            ? state
            : null;

    public async Task<bool> HasAsync(FileId file) =>
        (await House.Get<FileStore>().FindAsync(Caller.Tenant, Caller.Subject, [file], CancellationToken.None)).Count > 0;

    /// <returns>How many rows of a table this conversation's attached texts have.</returns>
    public async Task<long> CountAsync(string table)
    {
        await using var connection = await House.Database.Tenants.OpenAsync(Caller.Tenant);
        return await connection.ScalarAsync<long>(
            $"SELECT count(*) FROM {table} WHERE tenant_id = @tenant AND namespace = @name", new { name = Place.Name });
    }

    /// <returns>How many files this subject has, and pieces of them.</returns>
    public async Task<(long Files, long Pieces)> FilesAsync()
    {
        await using var connection = await House.Database.Tenants.OpenAsync(Caller.Tenant);
        var mine = new { subject = Caller.Subject.Value };
        return (
            await connection.ScalarAsync<long>("SELECT count(*) FROM files WHERE tenant_id = @tenant AND subject_id = @subject", mine),
            await connection.ScalarAsync<long>(
                """
                SELECT count(*) FROM file_pieces
                WHERE tenant_id = @tenant AND file_id IN (SELECT id FROM files WHERE tenant_id = @tenant AND subject_id = @subject)
                """, mine));
    }

    public AttachedNamespace Place => new(Caller.Subject, Conversation);
}
