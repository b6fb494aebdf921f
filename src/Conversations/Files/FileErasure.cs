using Parley.Storage;

namespace Parley.Conversations;

/// <summary>What the deletion of a file takes with it in other rooms, in the same transaction.</summary>
public interface IFileErasure
{
    /// <param name="conversations">Those whose messages have it.</param>
    Task EraseAsync(TenantConnection connection, FileId file, SubjectId subject, IReadOnlyList<ConversationId> conversations);
}

/// <summary>Which messages have which files. A file goes with the last message that has it, and with its subject's word.</summary>
public sealed class FileLinks(TenantDatabase database, IEnumerable<IFileErasure> erasures) : IConversationErasure, IMessageErasure
{
    /// <summary>Attaches files to a message, in the caller's transaction.</summary>
    /// <returns>False when one of them is none of this subject's, or attached already.</returns>
    public static async Task<bool> AttachAsync(
        TenantConnection connection, SubjectId subject, ConversationId conversation, MessageId message, IReadOnlyList<FileId> files) =>
        files.Count == 0 || await connection.ExecuteAsync(
            """
            INSERT INTO file_links (tenant_id, message_id, file_id, conversation_id)
            SELECT tenant_id, @message, id, @conversation FROM files
            WHERE tenant_id = @tenant AND subject_id = @subject AND id IN @ids AND state = 'ready' {for_key_share}
            ON CONFLICT (tenant_id, message_id, file_id) DO NOTHING
            """,
            new
            {
                message = message.Value,
                conversation = conversation.Value,
                subject = subject.Value,
                ids = files.Select(file => file.Value).ToArray(),
            }) == files.Count;

    /// <summary>The same for a message that tells its files, such as the copy of another; what was deleted since stays so.</summary>
    internal static Task AttachAsync(TenantConnection connection, NewMessage message) => message.Details?.Attachments is { Count: > 0 } files
        ? AttachAsync(connection, message.Subject, message.Conversation, message.Id, [.. files.Select(file => file.FileId)])
        : Task.CompletedTask;

    /// <summary>Holds a file in a conversation for the rest of the transaction, so that what is made of it goes with either.</summary>
    /// <returns>False when the conversation, the file, or the last message that had it there was erased.</returns>
    public static async Task<bool> HoldAsync(TenantConnection connection, SubjectId subject, ConversationId conversation, FileId file)
    {
        // In the order in which a deletion takes them.
        var ids = new { subject = subject.Value, conversation = conversation.Value, file = file.Value };
        return await connection.ScalarAsync<string>(
                "SELECT id FROM conversations WHERE tenant_id = @tenant AND subject_id = @subject AND id = @conversation {for_key_share}", ids) is not null
            && await connection.ScalarAsync<string>(
                "SELECT id FROM files WHERE tenant_id = @tenant AND subject_id = @subject AND id = @file AND state = 'ready' {for_key_share}", ids) is not null
            && await connection.ScalarAsync<string>(
                "SELECT file_id FROM file_links WHERE tenant_id = @tenant AND file_id = @file AND conversation_id = @conversation LIMIT 1", ids) is not null;
    }

    /// <summary>The files that messages of a conversation have, on whichever branch.</summary>
    /// <returns>The newest first, each for every message that has it; of very many not all.</returns>
    public static async Task<IReadOnlyList<AttachedFile>> OfAsync(TenantConnection connection, ConversationId conversation) =>
        [.. (await connection.QueryAsync<AttachedRow>(
            """
            SELECT links.message_id AS "MessageId", files.id AS "FileId", files.kind AS "Kind", files.bytes AS "Bytes",
                files.width AS "Width", files.height AS "Height"
            FROM (SELECT message_id, file_id FROM file_links WHERE tenant_id = @tenant AND conversation_id = @conversation
                ORDER BY message_id DESC LIMIT 1000) links
            JOIN files ON files.tenant_id = @tenant AND files.id = links.file_id WHERE files.state = 'ready'
            ORDER BY files.id DESC, links.message_id DESC
            """,
            new { conversation = conversation.Value })).Select(row => new AttachedFile(
                new(row.MessageId), new(row.FileId), row.Kind, row.Bytes, (int?)row.Width, (int?)row.Height))];

    /// <inheritdoc cref="OfAsync(TenantConnection, ConversationId)"/>
    public async Task<IReadOnlyList<AttachedFile>> OfAsync(TenantScope tenant, ConversationId conversation, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await OfAsync(connection, conversation);
    }

    /// <returns>False when this subject has no such file.</returns>
    public Task<bool> DeleteAsync(Caller caller, FileId id, CancellationToken cancellationToken) => database.WriteAsync(
        caller.Tenant,
        async connection =>
        {
            var own = await connection.ScalarAsync<string>(
                "SELECT id FROM files WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id AND state = 'ready' {for_update}",
                new { subject = caller.Subject.Value, id = id.Value });
            if (own is null)
            {
                return false;
            }

            await RemoveAsync(connection, caller.Subject, id);
            return true;
        },
        Durability.Full,
        cancellationToken);

    /// <summary>Removes a file that no message has.</summary>
    internal Task SweepAsync(TenantScope tenant, SubjectId subject, FileId id, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            // Held, so that no message gets it between the look and the deletion.
            await connection.ScalarAsync<string>("SELECT id FROM files WHERE tenant_id = @tenant AND id = @id {for_update}", new { id = id.Value });
            var linked = await connection.ScalarAsync<string>(
                "SELECT file_id FROM file_links WHERE tenant_id = @tenant AND file_id = @id LIMIT 1", new { id = id.Value });
            if (linked is null)
            {
                await RemoveAsync(connection, subject, id);
            }
        },
        Durability.Full,
        cancellationToken);

    public Task EraseAsync(TenantConnection connection, ConversationId conversation, bool keepAccounts) =>
        UnlinkAsync(connection, "conversation_id = @conversation", new { conversation = conversation.Value });

    public Task EraseAsync(
        TenantConnection connection, ConversationId conversation, IReadOnlyList<MessageId> messages, IReadOnlyList<TurnId> turns) =>
        UnlinkAsync(connection, "message_id IN @messages", new { messages = messages.Select(message => message.Value).ToArray() });

    private async Task UnlinkAsync(TenantConnection connection, string which, object args)
    {
        var links = await connection.QueryAsync<LinkRow>(
            $"""SELECT DISTINCT file_id AS "FileId", conversation_id AS "ConversationId" FROM file_links WHERE tenant_id = @tenant AND {which}""", args);
        if (links.Count == 0)
        {
            return;
        }

        // Held, so that of two who take the last links of a file one sees that it is free.
        var files = links.Select(link => link.FileId).Distinct().ToArray();
        var owners = (await connection.QueryAsync<FreeRow>(
            """SELECT id AS "Id", subject_id AS "SubjectId" FROM files WHERE tenant_id = @tenant AND id IN @files ORDER BY id {for_update}""",
            new { files })).ToDictionary(file => file.Id, file => new SubjectId(file.SubjectId));
        await connection.ExecuteAsync($"DELETE FROM file_links WHERE tenant_id = @tenant AND {which}", args);
        foreach (var link in links)
        {
            await ForgetAsync(connection, link, owners);
        }

        var free = await connection.QueryAsync<FreeRow>(
            """
            SELECT id AS "Id", subject_id AS "SubjectId" FROM files
            WHERE tenant_id = @tenant AND id IN @files
              AND NOT EXISTS (SELECT 1 FROM file_links WHERE file_links.tenant_id = @tenant AND file_links.file_id = files.id)
            """,
            new { files });
        foreach (var file in free)
        {
            await RemoveAsync(connection, new(file.SubjectId), new(file.Id));
        }
    }

    /// <summary>Takes a file's text out of a conversation in which no message has it any more, also where the file itself stays.</summary>
    private async Task ForgetAsync(TenantConnection connection, LinkRow link, Dictionary<string, SubjectId> owners)
    {
        if (owners.TryGetValue(link.FileId, out var owner) && await connection.ScalarAsync<string>(
            "SELECT file_id FROM file_links WHERE tenant_id = @tenant AND file_id = @FileId AND conversation_id = @ConversationId LIMIT 1",
            new { link.FileId, link.ConversationId }) is null)
        {
            foreach (var erasure in erasures)
            {
                await erasure.EraseAsync(connection, new(link.FileId), owner, [new(link.ConversationId)]);
            }
        }
    }

    private async Task RemoveAsync(TenantConnection connection, SubjectId subject, FileId id)
    {
        connection.OverwriteDeleted();
        var conversations = await connection.QueryAsync<string>(
            "SELECT DISTINCT conversation_id FROM file_links WHERE tenant_id = @tenant AND file_id = @id", new { id = id.Value });
        foreach (var erasure in erasures)
        {
            await erasure.EraseAsync(connection, id, subject, [.. conversations.Select(conversation => new ConversationId(conversation))]);
        }

        await connection.ExecuteAsync("DELETE FROM file_links WHERE tenant_id = @tenant AND file_id = @id", new { id = id.Value });
        await connection.ExecuteAsync("DELETE FROM file_pieces WHERE tenant_id = @tenant AND file_id = @id", new { id = id.Value });
        await connection.ExecuteAsync(
            "DELETE FROM files WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id", new { subject = subject.Value, id = id.Value });
    }

    private sealed record AttachedRow(string MessageId, string FileId, string Kind, long Bytes, long? Width, long? Height);

    private sealed record LinkRow(string FileId, string ConversationId);

    private sealed record FreeRow(string Id, string SubjectId);
}
