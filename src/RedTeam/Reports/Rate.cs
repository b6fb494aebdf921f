namespace Parley.RedTeam;

/// <summary>How often something happened.</summary>
/// <param name="Count">Cases that count.</param>
/// <param name="Hits">Those where it did.</param>
public sealed record Rate(long Count, long Hits)
{
    private const double Z = 1.959964;

    /// <summary>0 to 1; null where nothing counts.</summary>
    public double? Value => Count == 0 ? null : Round((double)Hits / Count);

    /// <summary>The lower end of what is likely, with 95 %.</summary>
    public double? Low => Count == 0 ? null : Round(Math.Max(0, Middle - Half));

    /// <summary>The upper end of what is likely, with 95 %.</summary>
    public double? High => Count == 0 ? null : Round(Math.Min(1, Middle + Half));

    /// <remarks>E. B. Wilson: "Probable inference, the law of succession, and statistical inference" (1927).</remarks>
    private double Middle => (Share + (Z * Z / (2 * Count))) / Spread;

    private double Half => Z * Math.Sqrt((Share * (1 - Share) / Count) + (Z * Z / (4.0 * Count * Count))) / Spread;

    private double Share => (double)Hits / Count;

    private double Spread => 1 + (Z * Z / Count);

    private static double Round(double value) => Math.Round(value, 4);
}
