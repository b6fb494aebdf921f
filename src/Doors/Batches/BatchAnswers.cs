using System.Runtime.CompilerServices;
using Parley.Storage;

namespace Parley.Doors;

/// <summary>What came of a line.</summary>
/// <param name="Line">A line of the batch's output, UTF-8.</param>
internal sealed record LineResult(long Number, bool IsFailed, byte[] Line);

/// <summary>What came of the lines of batches that are worked on. Each is written once, however often its line is begun.</summary>
internal sealed class BatchAnswers(TenantDatabase database, Sealer sealer)
{
    private const string Table = "batch_answers";
    private const int AtOnce = 100;

    /// <returns>The numbers of the lines that have an answer.</returns>
    public async Task<HashSet<long>> DoneAsync(Batch batch, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(batch.Tenant, cancellationToken);
        return [.. await connection.QueryAsync<long>("SELECT number FROM batch_answers WHERE tenant_id = @tenant AND batch_id = @id", new { id = batch.Id.Value })];
    }

    /// <summary>Adds what came of some lines, all or none.</summary>
    /// <returns>The batch's state; null when it is there no more.</returns>
    public async Task<string?> AddAsync(Batch batch, JobRun job, IReadOnlyList<LineResult> results, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(batch.Tenant.Id, batch.Subject.Value, cancellationToken);
        var rows = results.Select(result => (result.Number, result.IsFailed, Content: key.Seal(Table, Id(batch, result.Number), result.Line))).ToList();
        return await database.WriteAsync(
            batch.Tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                var (completed, failed) = (0L, 0L);
                foreach (var (number, isFailed, content) in rows)
                {
                    var added = await connection.ExecuteAsync(
                        """
                        INSERT INTO batch_answers (tenant_id, batch_id, number, failed, content) VALUES (@tenant, @id, @number, @failed, @content)
                        ON CONFLICT (tenant_id, batch_id, number) DO NOTHING
                        """,
                        new { id = batch.Id.Value, number, failed = isFailed ? 1L : 0L, content });
                    (completed, failed) = isFailed ? (completed, failed + added) : (completed + added, failed);
                }

                await connection.ExecuteAsync(
                    """
                    UPDATE batches SET completed = completed + @completed, failed = failed + @failed
                    WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id
                    """,
                    new { subject = batch.Subject.Value, id = batch.Id.Value, completed, failed });
                return await connection.ScalarAsync<string>(
                    "SELECT state FROM batches WHERE tenant_id = @tenant AND subject_id = @subject AND id = @id", new { subject = batch.Subject.Value, id = batch.Id.Value });
            },
            Durability.Full,
            cancellationToken);
    }

    /// <summary>The answers in the order of their lines; no connection is held while somebody takes one.</summary>
    public async IAsyncEnumerable<byte[]> ReadAsync(Batch batch, bool failed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(batch.Tenant.Id, batch.Subject.Value, cancellationToken);
        IReadOnlyList<Row> page;
        var after = 0L;
        do
        {
            page = await PageAsync(batch, failed, after, cancellationToken);
            foreach (var row in page)
            {
                yield return key.OpenBytes(Table, Id(batch, row.Number), row.Content);
                after = row.Number;
            }
        }
        while (page.Count == AtOnce);
    }

    private async Task<IReadOnlyList<Row>> PageAsync(Batch batch, bool failed, long after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(batch.Tenant, cancellationToken);
        return await connection.QueryAsync<Row>(
            """
            SELECT number AS "Number", content AS "Content" FROM batch_answers
            WHERE tenant_id = @tenant AND batch_id = @id AND failed = @failed AND number > @after ORDER BY number LIMIT @limit
            """,
            new { id = batch.Id.Value, failed = failed ? 1L : 0L, after, limit = (long)AtOnce });
    }

    private static string Id(Batch batch, long number) => $"{batch.Id}/{number}";

    private sealed record Row(long Number, byte[] Content);
}
