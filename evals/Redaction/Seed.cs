using Parley.Redaction;

namespace Parley.PersonalData;

/// <summary>A text with the places of what it holds.</summary>
internal sealed record Seed(string Text, IReadOnlyList<PersonalDatum> Data);

/// <summary>What a pattern is for; it never changes its part.</summary>
internal enum Part
{
    Learn,
    Calibrate,
    Report,
}
