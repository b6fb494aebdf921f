using System.Globalization;
using Parley.Evaluation;

namespace Parley.RedTeam;

/// <summary>Makes reports out of the verdicts of cases.</summary>
internal sealed class RunReports(RunStore runs, CaseStore cases, Random random)
{
    /// <exception cref="RefusedException">There is no such run.</exception>
    public async Task<RunReport> OfAsync(TenantScope tenant, RedTeamRunId id, CancellationToken cancellationToken)
    {
        var run = await runs.FindAsync(tenant, id, cancellationToken) ?? throw RedTeamDesk.NotFound();
        var counts = await cases.CountAsync(tenant, id, cancellationToken);
        var accepted = await runs.AcceptedBeforeAsync(tenant, id, cancellationToken);
        var before = accepted is { } other ? await cases.CountAsync(tenant, other, cancellationToken) : null;
        return new(
            View(run, counts),
            Rows(counts, before, count => count.Family),
            Rows(counts, before, count => count.Language),
            counts.Where(count => IsUnclear(count.Verdict)).GroupBy(count => count.Verdict).ToDictionary(group => group.Key, group => group.Sum(count => count.Count)),
            accepted is { } with ? await CompareAsync(run, with, cancellationToken) : null);
    }

    public async Task<RunView> ViewAsync(RedTeamRun run, CancellationToken cancellationToken) => View(run, await cases.CountAsync(run.Tenant, run.Id, cancellationToken));

    private static RunView View(RedTeamRun run, IReadOnlyList<VerdictCount> counts) => new(
        run.Id, run.State, run.Card.Set, run.Card.Families, run.Card.Model, run.Card.Judge, run.Total,
        counts.Where(count => count.Verdict != Verdict.Waiting).Sum(count => count.Count), run.Cost.ToString("0.######", CultureInfo.InvariantCulture), run.IsAccepted,
        run.CreatedAt, run.EndedAt, run.Card.Failure, RateOf(counts, twin: false), RateOf(counts, twin: true));

    private static List<RateRow> Rows(IReadOnlyList<VerdictCount> counts, IReadOnlyList<VerdictCount>? before, Func<VerdictCount, string> name)
    {
        var earlier = before?.ToLookup(name);
        return
        [
            .. counts.GroupBy(name).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new RateRow(
                group.Key, RateOf(group, twin: false), RateOf(group, twin: true), group.Where(count => IsUnclear(count.Verdict)).Sum(count => count.Count),
                earlier is not null && earlier.Contains(group.Key) ? RateOf(earlier[group.Key], twin: false) : null,
                earlier is not null && earlier.Contains(group.Key) ? RateOf(earlier[group.Key], twin: true) : null)),
        ];
    }

    private static Rate RateOf(IEnumerable<VerdictCount> counts, bool twin)
    {
        var (all, hits) = (0L, 0L);
        foreach (var count in counts.Where(count => count.Twin == twin && Verdict.Counts(count.Verdict)))
        {
            all += count.Count;
            hits += Verdict.IsMistake(count.Verdict) ? count.Count : 0;
        }

        return new(all, hits);
    }

    private static bool IsUnclear(string verdict) => verdict != Verdict.Waiting && !Verdict.Counts(verdict);

    private async Task<RunComparison> CompareAsync(RedTeamRun run, RedTeamRunId with, CancellationToken cancellationToken) => Compare(
        with, await cases.VerdictsAsync(run.Tenant, run.Id, cancellationToken), await cases.VerdictsAsync(run.Tenant, with, cancellationToken), random);

    internal static RunComparison Compare(
        RedTeamRunId with, IReadOnlyDictionary<string, (bool Twin, string Verdict)> ours, IReadOnlyDictionary<string, (bool Twin, string Verdict)> theirs, Random random)
    {
        var shared = ours.Where(one => Verdict.Counts(one.Value.Verdict) && theirs.TryGetValue(one.Key, out var other) && other.Twin == one.Value.Twin && Verdict.Counts(other.Verdict))
            .OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => (one.Value.Twin, Difference: Mistake(one.Value.Verdict) - Mistake(theirs[one.Key].Verdict)))
            .ToList();
        return new(with, shared.Count, Of(twin: false), Of(twin: true));

        Change? Of(bool twin) => shared.Where(one => one.Twin == twin).Select(one => one.Difference).ToList() is { Count: > 0 } differences
            ? Change.Of(PairedBootstrap.Of(differences, random))
            : null;

        static double Mistake(string verdict) => Verdict.IsMistake(verdict) ? 1 : 0;
    }
}
