using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Parley.Storage;

namespace Parley.Conversations;

/// <summary>The files of one subject. Every statement carries the tenant, and what is asked for from outside the subject too.</summary>
public sealed class FileStore(TenantDatabase database, Sealer sealer, JobQueue jobs, IOptions<FilesOptions> options, TimeProvider time)
{
    private const string Pieces = "file_pieces";

    /// <summary>Begins a file, and the job that sweeps it when nothing comes of it.</summary>
    /// <exception cref="RefusedException">413 <c>files_full</c>.</exception>
    internal async Task<FileId> BeginAsync(Caller caller, CancellationToken cancellationToken)
    {
        var id = FileId.New(time);
        var jobKey = await sealer.KeyAsync(caller.Tenant.Id, JobQueue.KeyOwner, cancellationToken);
        await database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                await CheckRoomAsync(connection, caller.Subject);
                await connection.ExecuteAsync(
                    """
                    INSERT INTO files (tenant_id, id, subject_id, state, media_type, kind, bytes, created_at)
                    VALUES (@tenant, @id, @subject, 'uploading', '', '', 0, @now)
                    """,
                    new { id = id.Value, subject = caller.Subject.Value, now = Now });
                await jobs.EnqueueAsync(
                    connection, jobKey, SweepFile.JobKind, SubjectPayload.Write(caller.Subject, id.Value), new(RunAfter: options.Value.KeepUnattached));
            },
            Durability.Process,
            cancellationToken);
        return id;
    }

    /// <summary>Adds a piece to a file that is coming in.</summary>
    /// <exception cref="RefusedException">413 <c>files_full</c>.</exception>
    internal async Task AppendAsync(Caller caller, FileId id, long number, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        var content = key.Seal(Pieces, PieceId(id, number), piece.Span);
        await database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                await connection.ExecuteAsync(
                    "INSERT INTO file_pieces (tenant_id, file_id, number, content) VALUES (@tenant, @id, @number, @content)",
                    new { id = id.Value, number, content });
                await connection.ExecuteAsync(
                    "UPDATE files SET bytes = bytes + @length WHERE tenant_id = @tenant AND id = @id", new { id = id.Value, length = (long)piece.Length });
                await CheckRoomAsync(connection, caller.Subject);
            },
            Durability.Process,
            cancellationToken);
    }

    internal async Task<StoredFile> FinishAsync(
        Caller caller, FileId id, string name, string purpose, FileContent content, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        await database.WriteAsync(
            caller.Tenant,
            connection => connection.ExecuteAsync(
                """
                UPDATE files SET state = 'ready', card = @card, media_type = @type, kind = @kind, width = @width, height = @height
                WHERE tenant_id = @tenant AND id = @id
                """,
                new
                {
                    id = id.Value,
                    card = new FileCard(name, purpose).Seal(key, id),
                    type = content.MediaType,
                    kind = content.Kind,
                    width = (long?)content.Width,
                    height = (long?)content.Height,
                }),
            Durability.Full,
            cancellationToken);
        return (await FindAsync(caller.Tenant, caller.Subject, [id], cancellationToken))[0];
    }

    /// <returns>Those that this subject has, in no order.</returns>
    public async Task<IReadOnlyList<StoredFile>> FindAsync(
        TenantScope tenant, SubjectId subject, IReadOnlyList<FileId> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var key = await sealer.KeyAsync(tenant.Id, subject.Value, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<FileRow>(
            $"SELECT {FileRow.Columns} FROM files WHERE tenant_id = @tenant AND subject_id = @subject AND id IN @ids AND state = 'ready'",
            new { subject = subject.Value, ids = ids.Select(id => id.Value).ToArray() });
        return [.. rows.Select(row => row.Open(key))];
    }

    /// <summary>The subject's files.</summary>
    /// <param name="after">The last of the page before.</param>
    /// <param name="purpose">Only those of this purpose; null for all.</param>
    /// <param name="oldestFirst">Else the newest come first.</param>
    public async Task<Page<StoredFile>> ListAsync(
        Caller caller, FileId? after, int limit, string? purpose, bool oldestFirst, CancellationToken cancellationToken)
    {
        var found = new List<StoredFile>();
        for (var at = after; ;)
        {
            // The purpose is sealed, so that it cannot be asked for.
            var page = await ListAsync(caller, at, limit, oldestFirst, cancellationToken);
            found.AddRange(page.Data.Where(file => purpose is null || file.Purpose == purpose));
            if (found.Count > limit)
            {
                return new(found[..limit], found[limit - 1].Id.Value);
            }

            if (page.NextCursor is null || found.Count == limit)
            {
                return new(found, page.NextCursor);
            }

            at = new FileId(page.NextCursor);
        }
    }

    private async Task<Page<StoredFile>> ListAsync(Caller caller, FileId? after, int limit, bool oldestFirst, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value, cancellationToken);
        await using var connection = await database.OpenAsync(caller.Tenant, cancellationToken);
        var rows = await connection.QueryAsync<FileRow>(
            $"""
            SELECT {FileRow.Columns} FROM files
            WHERE tenant_id = @tenant AND subject_id = @subject AND state = 'ready' {(after is null ? "" : oldestFirst ? "AND id > @after" : "AND id < @after")}
            ORDER BY id {(oldestFirst ? "ASC" : "DESC")} LIMIT @limit
            """,
            new { subject = caller.Subject.Value, after = after?.Value, limit = limit + 1L });
        return new([.. rows.Take(limit).Select(row => row.Open(key))], rows.Count > limit ? rows[limit - 1].Id : null);
    }

    /// <summary>The content, piece by piece; no connection is held while somebody takes one.</summary>
    /// <param name="file">One that was found for this subject.</param>
    public async IAsyncEnumerable<byte[]> ReadAsync(
        TenantScope tenant, SubjectId subject, StoredFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(tenant.Id, subject.Value, cancellationToken);
        var read = 0L;
        for (var number = 0L; read < file.Bytes; number++)
        {
            var piece = key.OpenBytes(Pieces, PieceId(file.Id, number), await PieceAsync(tenant, file.Id, number, cancellationToken));
            read += piece.Length;
            yield return piece;
        }
    }

    /// <summary>All of a file that is known to be small enough.</summary>
    /// <returns>Null when it is there no more.</returns>
    public async Task<byte[]?> ReadWholeAsync(TenantScope tenant, SubjectId subject, FileId id, CancellationToken cancellationToken)
    {
        if (await FindAsync(tenant, subject, [id], cancellationToken) is not [var file])
        {
            return null;
        }

        using var whole = new MemoryStream((int)file.Bytes);
        try
        {
            await foreach (var piece in ReadAsync(tenant, subject, file, cancellationToken))
            {
                whole.Write(piece);
            }
        }
        catch (FileGoneException)
        {
            return null;
        }

        return whole.ToArray();
    }

    /// <summary>What a text file says; null when it is there no more.</summary>
    public async Task<string?> ReadTextAsync(TenantScope tenant, SubjectId subject, FileId id, CancellationToken cancellationToken) =>
        await ReadWholeAsync(tenant, subject, id, cancellationToken) is { } bytes ? FileContent.Decode(bytes) : null;

    private async Task<byte[]> PieceAsync(TenantScope tenant, FileId id, long number, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.ScalarAsync<byte[]>(
            "SELECT content FROM file_pieces WHERE tenant_id = @tenant AND file_id = @id AND number = @number", new { id = id.Value, number })
            ?? throw new FileGoneException();
    }

    private async Task CheckRoomAsync(TenantConnection connection, SubjectId subject)
    {
        var used = await connection.ScalarAsync<long>(
            "SELECT cast(coalesce(sum(bytes), 0) AS bigint) FROM files WHERE tenant_id = @tenant AND subject_id = @subject", new { subject = subject.Value });
        if (used >= options.Value.MostBytesPerPerson)
        {
            throw new RefusedException(new Refusal(
                413, "files_full", $"Your files have {used / 1_048_576.0:0.#} MiB together, and may have {options.Value.MostBytesPerPerson / 1_048_576.0:0.#}. Delete some first."));
        }
    }

    private static string PieceId(FileId id, long number) => $"{id}/{number}";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>A file was deleted while it was read.</summary>
public sealed class FileGoneException() : Exception("The file was deleted while it was read.");
