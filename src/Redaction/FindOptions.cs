namespace Parley.Redaction;

/// <summary>What is looked for, and where the writer probably is.</summary>
public sealed record FindOptions
{
    public static FindOptions Default { get; } = new();

    /// <summary>The region whose national telephone numbers are understood without a country code, ISO 3166. Default US.</summary>
    public string Region { get; init; } = "US";

    /// <summary>The kinds that are looked for; null: all of them. Others are not even read, which saves their time.</summary>
    public IReadOnlySet<string>? Kinds { get; init; }

    /// <summary>What is less certain than this is not reported; 0 to 1. Default 0.4.</summary>
    public double LeastScore { get; init; } = 0.4;

    internal bool Wants(string kind) => Kinds is null || Kinds.Contains(kind);
}
