using System.Text.Json;
using Parley.Storage;

namespace Parley.Sources.Store;

internal sealed record SourceRow(
    string Id, string Namespace, string Kind, byte[] Card, long? EveryMinutes, string Acl, long Paused, byte[]? Cursor, long RunFailed,
    long? RunStartedAt, long? RunEndedAt, long Seen, long Added, long Changed, long Removed, long Failed, long Skipped, byte[]? Error, long? NextRunAt,
    long CreatedAt, long UpdatedAt, string? JobState, string? RunJob)
{
    // A run whose worker was lost each time is over without having said so.
    public const string Select =
        """
        SELECT s.id AS Id, s.namespace AS Namespace, s.kind AS Kind, s.card AS Card, s.every_minutes AS EveryMinutes, s.acl AS Acl, s.paused AS Paused,
          s.cursor AS Cursor, s.run_failed AS RunFailed, s.run_started_at AS RunStartedAt, s.run_ended_at AS RunEndedAt, s.seen AS Seen,
          s.added AS Added, s.changed AS Changed, s.removed AS Removed, s.failed AS Failed, s.skipped AS Skipped, s.error AS Error,
          s.next_run_at AS NextRunAt, s.created_at AS CreatedAt, s.updated_at AS UpdatedAt, h.state AS JobState, s.run_job AS RunJob
        FROM sources s LEFT JOIN sys_jobs h ON h.id = s.run_job AND h.tenant_id = s.tenant_id
        WHERE s.tenant_id = @tenant AND s.erased = 0
        """;

    /// <summary>Whether a job runs it, or waits to.</summary>
    public bool IsRunning => JobState is "queued" or "running";

    public KnowledgeSource Open(DataKey key)
    {
        var card = Seals.Card(key, Id, Card);
        var isLost = JobState == "failed" && RunEndedAt is null;
        return new KnowledgeSource(
            new SourceId(Id), Namespace, Kind, card.Name, card.Settings, [.. card.Secrets.Keys.Order(StringComparer.Ordinal)],
            EveryMinutes is { } minutes ? minutes : Names.Manual, Names.Split(Acl),
            IsRunning ? "running" : Paused != 0 ? "paused" : RunFailed != 0 || isLost ? "failed" : "idle",
            Cursor is null ? null : key.Open(Seals.Table, Seals.Cursor(Id), Cursor),
            RunStartedAt is { } started
                ? new SourceRunReport(
                    DateTimeOffset.FromUnixTimeMilliseconds(started), Moment(RunEndedAt), Seen, Added, Changed, Removed, Failed, Skipped,
                    Error is not null ? key.Open(Seals.Table, Seals.Error(Id), Error) : isLost ? "Its worker was lost each time." : null)
                : null,
            Paused != 0 ? null : Moment(NextRunAt), DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(UpdatedAt));
    }

    private static DateTimeOffset? Moment(long? milliseconds) => milliseconds is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
}

/// <summary>The names under which a source's texts are sealed, so that one is never read as another.</summary>
internal static class Seals
{
    public const string Table = "sources";
    public const string Items = "source_items";
    public const string Events = "source_events";

    public static ValueTask<DataKey> SourcesKeyAsync(this Sealer sealer, TenantScope tenant, CancellationToken cancellationToken) =>
        sealer.KeyAsync(tenant.Id, "sources", cancellationToken);

    public static string Cursor(string id) => id + "/cursor";

    public static string Error(string id) => id + "/error";

    public static string Item(string source, string hash) => source + "/" + hash;

    public static byte[] Seal(DataKey key, string id, SourceCard card) => key.Seal(Table, id + "/card", JsonSerializer.Serialize(card));

    public static SourceCard Card(DataKey key, string id, byte[] card) => JsonSerializer.Deserialize<SourceCard>(key.Open(Table, id + "/card", card))!;
}
