namespace Parley.Redaction;

/// <summary>Replaces what was found in a text.</summary>
public static class Redactor
{
    /// <param name="found">Places in the order of the text, without overlaps.</param>
    /// <param name="escapesLookAlikes">Whether what looks like a placeholder in the text is escaped, because people typed it.</param>
    /// <exception cref="ArgumentException">The places are out of order or beyond the text.</exception>
    public static Redacted Apply(string text, IReadOnlyList<PersonalDatum> found, RedactionRules rules, bool escapesLookAlikes = false)
    {
        var (rewriting, at) = (new Rewriting(rules), 0);
        foreach (var datum in found)
        {
            if (datum.Start < at || datum.End < datum.Start || datum.End > text.Length)
            {
                throw new ArgumentException("The findings must stand in the order of the text, inside of it and without overlaps.", nameof(found));
            }

            Keep(text, at, datum.Start, rewriting, escapesLookAlikes);
            rewriting.Treat(datum.Kind, text.AsSpan(datum.Start..datum.End));
            at = datum.End;
        }

        Keep(text, at, text.Length, rewriting, escapesLookAlikes);
        return new(rewriting.Take(), rewriting.Offsets);
    }

    /// <summary>Finds and replaces.</summary>
    public static Redacted Apply(string text, RedactionRules rules, FindOptions? options = null, bool escapesLookAlikes = false) =>
        Apply(text, PersonalDataFinder.Find(text, options), rules, escapesLookAlikes);

    private static void Keep(string text, int from, int to, Rewriting rewriting, bool escapes)
    {
        if (escapes)
        {
            var at = from;
            foreach (var (start, length) in Placeholders.LookAlikes(text.AsSpan(from..to)))
            {
                rewriting.Keep(text.AsSpan(from..(at + start)));
                rewriting.Put(length, Placeholders.Escape(text.Substring(at + start, length)));
                from = at + start + length;
            }
        }

        rewriting.Keep(text.AsSpan(from..to));
    }
}
