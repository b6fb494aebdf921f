using System.Text.Json;

namespace Parley.RedTeam;

internal sealed record RunRow(string Id, byte[] Card, string State, long Total, long Cost, long Accepted, long CreatedAt, long? EndedAt, string? JobId)
{
    public const string Table = "redteam_runs";

    public const decimal Millionths = 1_000_000;

    public const string Columns =
        """
        id AS "Id", card AS "Card", state AS "State", total AS "Total", cost AS "Cost", accepted AS "Accepted", created_at AS "CreatedAt", ended_at AS "EndedAt", job_id AS "JobId"
        """;

    public static byte[] Seal(DataKey key, string id, RunCard card) => key.Seal(Table, id, JsonSerializer.Serialize(card, RedTeamJson.Options));

    public RedTeamRun Open(DataKey key, TenantScope tenant) => new(
        new(Id), tenant, JsonSerializer.Deserialize<RunCard>(key.Open(Table, Id, Card), RedTeamJson.Options)!, State, Total, Cost / Millionths, Accepted != 0,
        DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), EndedAt is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null);
}

internal sealed record CaseRow(long Number, string Verdict, byte[] Content)
{
    public const string Table = "redteam_cases";

    public static string IdOf(RedTeamRunId run, long number) => $"{run}/{number}";

    public static byte[] Seal(DataKey key, RedTeamRunId run, long number, CaseContent content) =>
        key.Seal(Table, IdOf(run, number), JsonSerializer.SerializeToUtf8Bytes(content, RedTeamJson.Options));

    public RedTeamCase Open(DataKey key, RedTeamRunId run) =>
        new(Number, Verdict, JsonSerializer.Deserialize<CaseContent>(key.OpenBytes(Table, IdOf(run, Number), Content), RedTeamJson.Options)!);
}

internal static class RedTeamJson
{
    public static JsonSerializerOptions Options { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}
