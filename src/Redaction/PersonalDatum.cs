namespace Parley.Redaction;

/// <summary>A place in a text that holds personal data or a secret.</summary>
/// <param name="Kind">One of <see cref="DatumKinds"/>.</param>
/// <param name="Start">Where it begins, in UTF-16 code units.</param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="Score">How certain it is, from 0 to 1.</param>
public readonly record struct PersonalDatum(string Kind, int Start, int End, double Score)
{
    public int Length => End - Start;

    internal bool Overlaps(PersonalDatum other) => Start < other.End && other.Start < End;
}
