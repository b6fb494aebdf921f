using System.Globalization;

namespace Parley.Orchestration;

/// <summary>How far a reader has been told: in the feed of the subject, and in that of the tenant.</summary>
internal readonly record struct LivePosition(long OfSubject, long OfTenant)
{
    /// <returns>Null for no text at all.</returns>
    /// <exception cref="RefusedException">It is not one that a stream gave out.</exception>
    public static LivePosition? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && TryRead(text.AsSpan(0, dot), out var subject) && TryRead(text.AsSpan(dot + 1), out var tenant)
            ? new(subject, tenant)
            : throw new RefusedException(Refusal.Invalid("after", "This is no id of an event of this stream. Leave it away to begin now."));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{OfSubject}.{OfTenant}");

    private static bool TryRead(ReadOnlySpan<char> digits, out long number) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
