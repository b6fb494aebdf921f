using Parley.Storage;

namespace Parley.Conversations;

/// <summary>The folders of one subject. Every statement carries the tenant and the subject.</summary>
public sealed class FolderStore(TenantDatabase database, Sealer sealer, TimeProvider time)
{
    /// <summary>Folders that one subject may have.</summary>
    public const int Most = 200;

    /// <summary>The subject's folders, the oldest first.</summary>
    public async Task<IReadOnlyList<Folder>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        await using var connection = await database.OpenAsync(caller.Tenant, cancellationToken);
        var rows = await connection.QueryAsync<FolderRow>(
            $"SELECT {FolderRow.Columns} FROM folders WHERE tenant_id = @tenant AND subject_id = @subject ORDER BY id",
            new { subject = caller.Subject.Value });
        return [.. rows.Select(row => row.Open(key))];
    }

    /// <returns>Those of the folders that are the subject's.</returns>
    public async Task<IReadOnlyList<Folder>> FindAsync(Caller caller, IReadOnlyList<FolderId> ids, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        await using var connection = await database.OpenAsync(caller.Tenant, cancellationToken);
        var rows = await connection.QueryAsync<FolderRow>(
            $"SELECT {FolderRow.Columns} FROM folders WHERE tenant_id = @tenant AND subject_id = @subject AND id IN @ids",
            new { subject = caller.Subject.Value, ids = ids.Select(id => id.Value).ToArray() });
        return [.. rows.Select(row => row.Open(key))];
    }

    /// <exception cref="RefusedException">409: the subject has as many folders as it may.</exception>
    public async Task<Folder> CreateAsync(Caller caller, string name, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        var folder = new Folder(FolderId.New(time), name, DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()));
        var isAdded = await WriteAsync(
            caller,
            folder.Id,
            """
            INSERT INTO folders (tenant_id, id, subject_id, name, created_at)
            SELECT @tenant, @id, @subject, @name, @now
            WHERE (SELECT count(*) FROM folders WHERE tenant_id = @tenant AND subject_id = @subject) < @most
            """,
            new
            {
                id = folder.Id.Value,
                subject = caller.Subject.Value,
                name = FolderRow.Seal(key, folder.Id, name),
                now = folder.CreatedAt.ToUnixTimeMilliseconds(),
                most = (long)Most,
            },
            cancellationToken,

            // Who makes another at the same time waits here, and counts this one then.
            first: "SELECT id FROM folders WHERE tenant_id = @tenant AND subject_id = @subject ORDER BY id {for_update}");
        return isAdded ? folder : throw new RefusedException(new(
            409, "too_many_folders", $"There are {Most} folders, and no more can be made. Delete one that is no longer used."));
    }

    /// <returns>The renamed folder, or null when this subject has no such folder.</returns>
    public async Task<Folder?> RenameAsync(Caller caller, FolderId id, string name, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        var isChanged = await WriteAsync(
            caller,
            id,
            "UPDATE folders SET name = @name WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id",
            new { subject = caller.Subject.Value, id = id.Value, name = FolderRow.Seal(key, id, name) },
            cancellationToken);
        return isChanged ? (await FindAsync(caller, [id], cancellationToken)).SingleOrDefault() : null;
    }

    /// <summary>Deletes a folder; its conversations stay, in no folder.</summary>
    /// <returns>False when this subject has no such folder.</returns>
    public Task<bool> DeleteAsync(Caller caller, FolderId id, CancellationToken cancellationToken) =>
        database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                // The folder first: this waits for whoever puts a conversation into it, and the next statement sees that one too.
                var found = await connection.ExecuteAsync(
                    "DELETE FROM folders WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id",
                    new { subject = caller.Subject.Value, id = id.Value });
                if (found == 1)
                {
                    await connection.ExecuteAsync(
                        """
                        UPDATE conversations SET folder_id = NULL
                        WHERE tenant_id = @tenant AND subject_id = @subject AND folder_id = @id
                        """,
                        new { subject = caller.Subject.Value, id = id.Value });
                    await Feed.NoteAsync(connection, caller.Subject.Value, ConversationFeed.Folder, [id.Value], time.GetUtcNow());
                }

                return found == 1;
            },
            Durability.Full,
            cancellationToken);

    /// <summary>Writes one folder and notes it.</summary>
    /// <param name="first">What is held for that.</param>
    private Task<bool> WriteAsync(Caller caller, FolderId id, string sql, object args, CancellationToken cancellationToken, string? first = null) =>
        database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                if (first is not null)
                {
                    await connection.QueryAsync<string>(first, args);
                }

                if (await connection.ExecuteAsync(sql, args) == 0)
                {
                    return false;
                }

                await Feed.NoteAsync(connection, caller.Subject.Value, ConversationFeed.Folder, [id.Value], time.GetUtcNow());
                return true;
            },
            Durability.Full,
            cancellationToken);

    /// <summary>Keeps a folder from being deleted for the rest of the transaction.</summary>
    /// <returns>False when this subject has no such folder.</returns>
    internal static async Task<bool> HoldAsync(TenantConnection connection, SubjectId subject, FolderId id) =>
        await connection.ScalarAsync<string>(
            "SELECT id FROM folders WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id {for_key_share}",
            new { subject = subject.Value, id = id.Value }) is not null;

    private sealed record FolderRow(string Id, byte[] Name, long CreatedAt)
    {
        public const string Columns = """id AS "Id", name AS "Name", created_at AS "CreatedAt" """;

        public static byte[] Seal(DataKey key, FolderId id, string name) => key.Seal("folders", id.Value, name);

        public Folder Open(DataKey key) =>
            new(new(Id), key.Open("folders", Id, Name), DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt));
    }
}
