using System.Text.Json;
using Parley.Knowledge.Indexing;
using Parley.Knowledge.Ingestion;
using Parley.Storage;

namespace Parley.Knowledge.Embeddings;

/// <summary>
/// The job that gives chunks the vectors that they lack: all of a namespace after a change of its model, those of some documents after their
/// provider was away. It goes on where it was broken off, and pays for a portion once.
/// </summary>
internal sealed class EmbedChunks(TenantDatabase database, Sealer sealer, PassageEmbedder embedder, JobQueue jobs, IVectorIndex? index = null) : IJobHandler
{
    public const string JobKind = "knowledge.embed";
    private const int ChunksAtOnce = 64;

    private const int Attempts = 8;

    // A provider may be away for days: then it is asked again from time to time.
    private static readonly TimeSpan LongPause = TimeSpan.FromMinutes(30);

    /// <summary>How many replaced vectors go in one transaction; tests say otherwise.</summary>
    public int RemovedAtOnce { get; init; } = 2_000;

    public string Kind => JobKind;

    // A million chunks take hours, in which documents are to be read, too.
    public int? OwnPlaces => 2;

    /// <summary>Has the job done, in the caller's transaction.</summary>
    public static Task AskAsync(TenantConnection connection, JobQueue jobs, DataKey jobKey, string @namespace, TimeSpan after = default) =>
        jobs.EnqueueAsync(connection, jobKey, JobKind, JsonSerializer.Serialize(@namespace), new(after, Attempts));

    public async Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        var @namespace = JsonSerializer.Deserialize<string>(job.Payload)!;
        try
        {
            await EmbedAsync(job, @namespace, cancellationToken);
        }
        catch (Exception exception) when (job.IsLastAttempt && exception is not (OperationCanceledException or JobLostException))
        {
            var jobKey = await sealer.KeyAsync(job.Tenant.Id, JobQueue.KeyOwner, cancellationToken);
            await database.WriteAsync(
                job.Tenant,
                async connection =>
                {
                    await job.HoldAsync(connection);
                    await AskAsync(connection, jobs, jobKey, @namespace, LongPause);
                },
                Durability.Full,
                cancellationToken);
            throw;
        }
    }

    private async Task EmbedAsync(JobRun job, string @namespace, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(job.Tenant.Id, Seals.KeyOwner(@namespace), cancellationToken);
        for (var done = 0L; index is not null;)
        {
            var work = await NextAsync(job.Tenant, @namespace, cancellationToken);
            if (work is null)
            {
                if (!await FinishAsync(job, @namespace, cancellationToken))
                {
                    continue;
                }

                await new ReplacedVectors(database, index, RemovedAtOnce).RemoveAsync(job, @namespace, cancellationToken);
                return;
            }

            var vectors = work.Rows.Count == 0 ? [] : await embedder.EmbedEachAsync(
                job.Tenant, @namespace, work.Model, [.. work.Rows.Select(row => ChunkEmbedding.TextOf(ChunkCard.Open(key, row.Id, row.Card)))], cancellationToken);
            if (!await database.WriteAsync(job.Tenant, connection => WriteAsync(job, connection, work, vectors), Durability.Process, cancellationToken))
            {
                // Somebody else goes on from here: another job, or that of another model.
                return;
            }

            done += work.Rows.Count;
            await job.ReportAsync(done, done + work.Left, cancellationToken);
        }
    }

    /// <returns>Null when nothing waits.</returns>
    private async Task<Portion?> NextAsync(TenantScope tenant, string @namespace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        if ((await EmbeddingStates.ReadAsync(connection, [@namespace])).GetValueOrDefault(@namespace) is not { } state
            || await EmbeddingStates.WaitingAsync(connection, @namespace) is not [var range, ..])
        {
            return null;
        }

        var rows = await connection.QueryAsync<Row>(
            """
            SELECT number AS "Number", id AS "Id", card AS "Card" FROM knowledge_chunks
            WHERE tenant_id = @tenant AND namespace = @Namespace AND number >= @First AND number <= @Last AND card IS NOT NULL ORDER BY number LIMIT @most
            """,
            new { range.Namespace, range.First, range.Last, most = (long)ChunksAtOnce });
        return new(state.Target, range, rows, rows.Count < ChunksAtOnce ? 0 : range.Last - rows[^1].Number);
    }

    /// <returns>False when others advanced meanwhile, or are about to.</returns>
    private async Task<bool> WriteAsync(JobRun job, TenantConnection connection, Portion work, IReadOnlyList<float[]> vectors)
    {
        await job.HoldAsync(connection);
        var range = work.Range;
        if (await EmbeddingStates.HoldAsync(connection, range.Namespace) is not { } state || state.Target != work.Model)
        {
            return false;
        }

        var waiting = (await EmbeddingStates.WaitingAsync(connection, range.Namespace)).FirstOrDefault(one => one.First == range.First);
        if (waiting != range)
        {
            // One that grew is read again.
            return waiting is not null;
        }

        await EmbeddingStates.ForgetAsync(connection, range);
        if (work.Left > 0)
        {
            await EmbeddingStates.WaitAsync(connection, range with { First = work.Rows[^1].Number + 1 });
        }

        // Held until the end, so that whoever removes chunks now finds their vectors.
        var there = work.Rows.Count == 0 ? [] : (await connection.QueryAsync<long>(
            "SELECT number FROM knowledge_chunks WHERE tenant_id = @tenant AND namespace = @Namespace AND number >= @first AND number <= @last {for_update}",
            new { range.Namespace, first = work.Rows[0].Number, last = work.Rows[^1].Number })).ToHashSet();
        await index!.WriteAsync(
            connection, work.Model.SpaceOf(range.Namespace),
            [.. work.Rows.Select((row, i) => new VectorEntry(row.Number, ChunkVectors.Everybody, vectors[i]))
                .Where(entry => there.Contains(entry.Key) && VectorEntry.HasDirection(entry.Vector.Span))]);
        return true;
    }

    /// <returns>False when something waits after all.</returns>
    private Task<bool> FinishAsync(JobRun job, string @namespace, CancellationToken cancellationToken) => database.WriteAsync(
        job.Tenant,
        async connection =>
        {
            await job.HoldAsync(connection);
            if (await EmbeddingStates.HoldAsync(connection, @namespace) is not { } state)
            {
                return true;
            }

            if ((await EmbeddingStates.WaitingAsync(connection, @namespace)).Count > 0)
            {
                return false;
            }

            await (state.Next is null ? Task.CompletedTask : EmbeddingChange.FinishAsync(connection, @namespace));
            return true;
        },
        Durability.Full,
        cancellationToken);

    /// <param name="Left">Numbers that follow in the stretch: about as many chunks.</param>
    private sealed record Portion(EmbeddingModel Model, ChunkRange Range, IReadOnlyList<Row> Rows, long Left);

    private sealed record Row(long Number, string Id, byte[] Card);
}
