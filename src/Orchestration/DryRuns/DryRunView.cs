using Parley.Conversations;
using Parley.Safety;
using DryRunId = Parley.Kernel.Id<Parley.Orchestration.DryRunIds.DryRun>;
using PolicyId = Parley.Kernel.Id<Parley.Safety.SafetyIds.Policy>;

namespace Parley.Orchestration;

/// <summary>A message that one of the policies acts on.</summary>
/// <param name="Source"><c>user</c> or <c>output</c>.</param>
/// <param name="Excerpt">A piece of it, as logs and traces show it; null when the message was erased meanwhile.</param>
public sealed record DryRunExample(
    MessageId MessageId, ConversationId ConversationId, string Source, DateTimeOffset CreatedAt, GuardAction Now, GuardAction Draft, IReadOnlyList<Finding> Findings, string? Excerpt);

/// <summary>What a policy would have done, beside what the policy in force does.</summary>
/// <param name="Messages">How many were looked at.</param>
/// <param name="Unreadable">How many nobody can read any more.</param>
/// <param name="Partial">Whether older messages of the time were not looked at, because there were too many.</param>
/// <param name="Stricter">How many meet with a stricter action than now.</param>
/// <param name="Milder">How many meet with a milder one.</param>
/// <param name="Guards">By guard and kind, where anything is done.</param>
/// <param name="Examples">First those that meet with another action than now; at most 70.</param>
public sealed record DryRunReport(
    long Messages, long Unreadable, bool Partial, long Stricter, long Milder, ActionCounts Now, ActionCounts Draft, IReadOnlyList<GuardCounts> Guards, IReadOnlyList<DryRunExample> Examples);

/// <summary>A dry run and how far it is.</summary>
/// <param name="State"><c>queued running done cancelled failed</c>.</param>
/// <param name="Total">How many messages there are to look at, counted when it began; at most 200,000.</param>
/// <param name="ExpiresAt">It and its report are taken away then.</param>
/// <param name="Report">What was found out so far.</param>
public sealed record DryRunView(
    DryRunId Id, PolicyId PolicyId, string State, DateTimeOffset From, DateTimeOffset To, string? Source, long Done, long Total, DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt, DateTimeOffset ExpiresAt, DryRunReport Report)
{
    /// <param name="messages">The messages of its examples, as far as they are still there; null where no example is to be told.</param>
    internal static DryRunView Of(DryRun run, IReadOnlyList<TenantMessage>? messages)
    {
        var texts = (messages ?? []).ToDictionary(message => message.Id, message => message.Content);
        var masked = texts.Count == 0 ? new HashSet<string>() : PolicyTrials.MaskedIn(run.Settings.Trial);
        DryRunExample Shown(KeptExample one)
        {
            var place = one.Findings.FirstOrDefault(finding => finding.End > finding.Start);
            return new(
                one.MessageId, one.ConversationId, one.Source, one.CreatedAt, one.Now, one.Draft, one.Findings,
                texts.GetValueOrDefault(one.MessageId) is { } text ? Excerpt.Of(text, place?.Start ?? 0, place?.End ?? 0, masked) : null);
        }

        var tally = run.Report;
        return new(
            run.Id, run.Policy, run.State, run.Settings.From, run.Settings.To, run.Settings.Source, run.Done, Math.Max(run.Total, run.Done), run.CreatedAt, run.FinishedAt,
            run.CreatedAt + DryRunStore.Keep,
            new(
                tally.Messages, tally.Unreadable, tally.IsPartial, tally.Stricter, tally.Milder, tally.Now, tally.Draft, tally.Guards,
                messages is null ? [] : [.. tally.Changed.Concat(tally.Alike).Select(Shown)]));
    }
}

/// <summary>The dry runs of a policy, the newest first; all that are still kept and at most 50.</summary>
public sealed record DryRunList(IReadOnlyList<DryRunView> Data, string? NextCursor);
