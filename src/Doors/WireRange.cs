namespace Parley.Doors;

/// <summary>The range that an API has for a number.</summary>
internal static class WireRange
{
    /// <param name="most"><see cref="int.MaxValue"/> for no upper end.</param>
    /// <exception cref="RefusedException">The number is outside.</exception>
    public static void Check(string field, double? value, double least, double most)
    {
        if (value is { } number && !(number >= least && number <= most))
        {
            throw new RefusedException(Refusal.Invalid(field, most == int.MaxValue
                ? $"{field} is {number}; it must be at least {least}."
                : FormattableString.Invariant($"{field} is {number}; it must be from {least} to {most}.")));
        }
    }
}
