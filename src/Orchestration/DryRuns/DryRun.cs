using System.Text.Json.Serialization;
using Parley.Conversations;
using Parley.Safety;
using DryRunId = Parley.Kernel.Id<Parley.Orchestration.DryRunIds.DryRun>;
using PolicyId = Parley.Kernel.Id<Parley.Safety.SafetyIds.Policy>;

namespace Parley.Orchestration;

/// <summary>The kinds of ids of policies' trials.</summary>
public static class DryRunIds
{
    public sealed class DryRun : IIdKind { public static string Prefix => "dryrun"; }
}

/// <summary>What is to be looked at.</summary>
/// <param name="Trial">Both policies, from <see cref="PolicyTrials.PrepareAsync"/>.</param>
/// <param name="To">Exclusive.</param>
/// <param name="Source"><c>user</c>, <c>output</c>, or null for both.</param>
internal sealed record DryRunSettings(string Trial, DateTimeOffset From, DateTimeOffset To, string? Source)
{
    private static readonly string[] Users = ["user"];
    private static readonly string[] Answers = ["assistant"];

    [JsonIgnore]
    public IReadOnlyList<string> Roles => Source switch
    {
        "user" => Users,
        "output" => Answers,
        _ => [.. Users, .. Answers],
    };
}

/// <summary>A policy's trial on the messages of some days.</summary>
/// <param name="State"><c>queued running done cancelled failed</c>.</param>
/// <param name="Through">The oldest message that was looked at; null before the first.</param>
/// <param name="Total">How many messages there are to look at, as far as they were counted.</param>
internal sealed record DryRun(
    DryRunId Id, PolicyId Policy, string State, DryRunSettings Settings, DryRunTally Report, MessageId? Through, long Total, long Done,
    DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt)
{
    public const string Queued = "queued";
    public const string Running = "running";
    public const string Finished = "done";
    public const string Cancelled = "cancelled";
    public const string Failed = "failed";

    public bool IsOver => State is not (Queued or Running);

    public MessageId From => TenantMessages.From(Settings.From);

    public MessageId Before => Through ?? TenantMessages.From(Settings.To);
}
