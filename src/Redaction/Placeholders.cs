using System.Globalization;
using System.Text.RegularExpressions;

namespace Parley.Redaction;

/// <summary>
/// Placeholders such as <c>[EMAIL_1]</c>, which stand for what was taken out of a text. What people typed that looks like one is escaped with a
/// backslash, <c>[\EMAIL_1]</c>, and one more where they typed backslashes, so that every text has its escaped form and comes back from it unchanged.
/// </summary>
public static partial class Placeholders
{
    private static readonly Dictionary<string, string> Kinds = DatumKinds.All.ToDictionary(kind => kind.ToUpperInvariant());

    /// <summary>The placeholder of the n-th value of a kind.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1 or above 999,999,999, or the kind is none of <see cref="DatumKinds"/>.</exception>
    public static string Of(string kind, int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 999_999_999);
        return Kinds.ContainsKey(kind.ToUpperInvariant())
            ? string.Create(CultureInfo.InvariantCulture, $"[{kind.ToUpperInvariant()}_{number}]")
            : throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of personal data.");
    }

    /// <summary>Reads a text that is one placeholder and nothing else.</summary>
    public static bool TryParse(string text, out string kind, out int number)
    {
        var match = Shape().Match(text);
        var isOne = match.Success && match.Length == text.Length && match.Groups[1].Length == 0;
        (kind, number) = isOne ? (Kinds[match.Groups[2].Value], int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture)) : ("", 0);
        return isOne;
    }

    /// <summary>The placeholders of a text, in its order.</summary>
    public static IEnumerable<(int Start, int Length, string Kind, int Number)> In(string text) =>
        Shape().Matches(text).Where(match => match.Groups[1].Length == 0)
            .Select(match => (match.Index, match.Length, Kinds[match.Groups[2].Value], int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture)));

    /// <summary>Puts another text in the place of each placeholder; null leaves it.</summary>
    public static string Replace(string text, Func<string, string?> valueOf) =>
        Shape().Replace(text, match => match.Groups[1].Length == 0 && valueOf(match.Value) is { } value ? value : match.Value);

    public static string Escape(string text) => text.Contains('[', StringComparison.Ordinal) ? Shape().Replace(text, match => $"[\\{match.Value[1..]}") : text;

    public static string Unescape(string text) =>
        text.Contains("[\\", StringComparison.Ordinal) ? Shape().Replace(text, match => match.Groups[1].Length > 0 ? $"[{match.Value[2..]}" : match.Value) : text;

    internal static void RemoveInside(ReadOnlySpan<char> text, List<PersonalDatum> found)
    {
        if (text.Contains('['))
        {
            foreach (var match in Shape().EnumerateMatches(text))
            {
                var (start, end) = (match.Index, match.Index + match.Length);
                found.RemoveAll(one => one.Start < end && start < one.End);
            }
        }
    }

    /// <summary>Where placeholders and their look-alikes begin in a text, and how long they are; one pass.</summary>
    internal static List<(int Start, int Length)> LookAlikes(ReadOnlySpan<char> text)
    {
        var found = new List<(int, int)>();
        foreach (var match in Shape().EnumerateMatches(text))
        {
            found.Add((match.Index, match.Length));
        }

        return found;
    }

    [GeneratedRegex(@"\[(\\*)(EMAIL|PHONE|CARD|IBAN|NATIONAL_ID|IP|DOMAIN|URL|DATE_OF_BIRTH|PERSON|ADDRESS|ORGANIZATION|LOCATION|SECRET)_([1-9][0-9]{0,8})\]", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
