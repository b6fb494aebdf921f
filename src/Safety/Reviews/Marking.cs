using Parley.Moderation;

namespace Parley.Safety;

/// <summary>Where in a text something was found, in UTF-16 units.</summary>
public sealed record Mark(int Start, int End, string Guard, string Kind, double Score);

/// <summary>Finds the places of what was found again, by the policy that was in force then. Places are not kept: they come from the text.</summary>
internal sealed class Marking(PolicyStore policies)
{
    private const int Most = 200;

    /// <returns>For each text its marks, in their order.</returns>
    public async Task<IReadOnlyList<IReadOnlyList<Mark>>> FindAsync(TenantScope tenant, OpenedReview review, CancellationToken cancellationToken)
    {
        var judge = new Judge(await PolicyAsync(tenant, review.Row, cancellationToken));
        var found = review.Context.Findings.Select(one => (one.Guard, one.Kind, one.Source)).ToHashSet();
        return
        [
            .. review.Context.Texts.Select(text => (IReadOnlyList<Mark>)
            [
                .. (from one in judge.Look(text.Text, SourceOf(text.Source)).Findings
                    where found.Contains((one.Guard, one.Kind, text.Source))
                    select new Mark(one.Start, one.End, one.Guard, one.Kind, Math.Round(one.Score, 3))).Distinct().Take(Most),
            ]),
        ];
    }

    // A policy that is gone says nothing any more: then it is the standard that is looked by.
    private async Task<Policy> PolicyAsync(TenantScope tenant, ReviewRow row, CancellationToken cancellationToken) => row is { PolicyId: { } id, PolicyVersion: { } version }
        ? (await policies.VersionAsync(tenant, new(id), version, cancellationToken))?.Policy ?? Policy.Standard
        : Policy.Standard;

    private static ModerationSource SourceOf(string source) => source switch
    {
        "user" => ModerationSource.User,
        "output" => ModerationSource.Output,
        _ => ModerationSource.Document,
    };
}
