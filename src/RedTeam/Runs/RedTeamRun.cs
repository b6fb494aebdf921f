using System.Text.Json.Serialization;

namespace Parley.RedTeam;

/// <summary>What a run is asked to do.</summary>
public sealed record RunCard
{
    /// <summary>What the set is called: <c>shipped</c>, or the name of a file.</summary>
    public string Set { get; init; } = "shipped";

    /// <summary>Null for all.</summary>
    public IReadOnlyList<string>? Families { get; init; }

    /// <summary>A route or deployment; null for the usual one.</summary>
    public string? Model { get; init; }

    /// <summary>The deployment that judges what cannot be told otherwise; null for none.</summary>
    public string? Judge { get; init; }

    /// <summary>Turns after which no new attack is begun; null for no limit.</summary>
    public int? MostTurns { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Failure { get; init; }
}

/// <summary>A run as it is kept.</summary>
internal sealed record RedTeamRun(
    RedTeamRunId Id, TenantScope Tenant, RunCard Card, string State, long Total, decimal Cost, bool IsAccepted, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt)
{
    public const string Queued = "queued";
    public const string Running = "running";
    public const string Cancelling = "cancelling";
    public const string Done = "done";
    public const string Cancelled = "cancelled";
    public const string IsFailed = "failed";

    public bool IsOver => IsEnd(State);

    public static bool IsEnd(string state) => state is Done or Cancelled or IsFailed;
}

/// <summary>One attack within a run.</summary>
/// <param name="Number">From 1.</param>
internal sealed record RedTeamCase(long Number, string Verdict, CaseContent Content);

/// <summary>What is kept sealed of a case.</summary>
public sealed record CaseContent(Attack Attack)
{
    /// <summary>Why the verdict is what it is; null before it was run.</summary>
    public string? Why { get; init; }

    /// <summary>What was said, in order.</summary>
    public IReadOnlyList<SaidLine> Transcript { get; init; } = [];

    public IReadOnlyList<GuardSeen> Guards { get; init; } = [];

    /// <summary>Tools that were called.</summary>
    public IReadOnlyList<string> Calls { get; init; } = [];
}

/// <param name="Role"><c>system user assistant tool document</c>.</param>
public sealed record SaidLine(string Role, string Text);

/// <summary>How many cases of one kind ended in one way.</summary>
internal sealed record VerdictCount(string Family, string Language, bool Twin, string Verdict, long Count);

/// <summary>What the audit trail tells of runs.</summary>
internal static class RedTeamActions
{
    public const string Started = "redteam.started";
    public const string Cancelled = "redteam.cancelled";
    public const string Accepted = "redteam.accepted";
    public const string Deleted = "redteam.deleted";
}
