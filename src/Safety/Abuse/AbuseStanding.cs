namespace Parley.Safety;

/// <summary>How somebody stands whose messages were refused, or whom somebody has banned.</summary>
/// <param name="Score">As it was at <paramref name="ScoredAt"/>; it halves with time.</param>
/// <param name="Reason">Why there is a ban; null for none.</param>
public sealed record AbuseStanding(
    SubjectId Subject, double Score, DateTimeOffset ScoredAt, DateTimeOffset NextAt, DateTimeOffset CooledUntil, DateTimeOffset BannedUntil, string? Reason)
{
    /// <summary>The end of a ban that has none.</summary>
    internal static readonly DateTimeOffset Never = DateTimeOffset.FromUnixTimeMilliseconds(253_402_300_799_000);

    internal double ScoreAt(DateTimeOffset now, AbuseOptions options) =>
        Score * Math.Pow(0.5, Math.Max(0, (now - ScoredAt).TotalMinutes) / options.HalfLifeMinutes);

    /// <returns><c>banned cooling slowed watched</c>.</returns>
    internal string StateAt(DateTimeOffset now, AbuseOptions options) =>
        BannedUntil > now ? "banned"
        : CooledUntil > now ? "cooling"
        : options.Enabled && ScoreAt(now, options) >= options.SlowAt ? "slowed"
        : "watched";

    /// <summary>When the ban or the pause ends; null for none, and for a ban without an end.</summary>
    internal DateTimeOffset? EndAt(DateTimeOffset now) =>
        BannedUntil > now ? (BannedUntil == Never ? null : BannedUntil) : CooledUntil > now ? CooledUntil : null;
}
