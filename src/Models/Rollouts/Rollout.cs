using System.Text.Json.Serialization;

namespace Parley.Models;

/// <summary>A deployment that a part of the people who ask a route gets first, with the route's usual ones behind it, until it turns out worse than they.</summary>
/// <param name="Percent">How many of a hundred people get it, 0 to 100. Who gets it at 10 gets it at 50, too.</param>
/// <param name="Since">When it began, as far as it is judged.</param>
/// <param name="MaxErrorRate">Of its attempts such a part may fail, 0 to 1.</param>
/// <param name="MaxLatencyRatio">So many times as long as that of the others may its time to the first token be, both by their medians.</param>
/// <param name="MinCalls">Before so many attempts on a node it is not judged there.</param>
public sealed record Rollout(string Deployment, double Percent, DateTimeOffset Since, double MaxErrorRate = 0.1, double MaxLatencyRatio = 2, int MinCalls = 50)
{
    /// <summary>When it was taken back by itself; null where it was not.</summary>
    public DateTimeOffset? RolledBackAt { get; init; }

    /// <summary>Why it was taken back.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether anybody gets it.</summary>
    [JsonIgnore]
    public bool IsOn => Percent > 0;

    /// <param name="sticky">Whose the question is. One that is nobody's gets the new deployment only where everybody does.</param>
    internal bool Takes(string route, string? sticky) => Percent >= 100 || (sticky is not null && StickyPlace.Of(route, Deployment, sticky) < Percent);

    /// <summary>This one as it stands after another of the same route: what is merely widened or narrowed goes on, all else begins anew.</summary>
    internal Rollout After(Rollout? before, DateTimeOffset now) => before is null ? this with { Since = now }
        : IsOn && before.IsOn && IsLike(before) ? this with { Since = before.Since }
        : !IsOn && before.Deployment == Deployment ? this with { Since = before.Since, RolledBackAt = before.RolledBackAt, Reason = before.Reason }
        : this with { Since = now > before.Since ? now : before.Since.AddTicks(1) };

    private bool IsLike(Rollout other) => (Deployment, MaxErrorRate, MaxLatencyRatio, MinCalls) == (other.Deployment, other.MaxErrorRate, other.MaxLatencyRatio, other.MinCalls);
}
