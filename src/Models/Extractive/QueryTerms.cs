using System.Text.RegularExpressions;

namespace Parley.Models;

/// <summary>What a question looks for.</summary>
/// <param name="Terms">Its content words, each once.</param>
/// <param name="Pairs">Those that stand next to each other.</param>
/// <param name="WantsNumber">Whether it asks how many, how long or when.</param>
internal sealed partial record QueryTerms(IReadOnlyList<string> Terms, IReadOnlyList<(string, string)> Pairs, bool WantsNumber)
{
    /// <summary>A question longer than this is a text; its first words tell what it is about.</summary>
    private const int LongestQuestion = 4_000;
    private const int MostTerms = 48;

    /// <summary>For "What is a walrus?": the walrus; null when no definition is asked for.</summary>
    public string? Defined { get; init; }

    public int Count => Terms.Count;

    public static QueryTerms Of(string question)
    {
        // "How long" asks for a measure; an answer seldom says "long".
        var asked = question.Length > LongestQuestion ? question[..LongestQuestion] : question;
        var terms = TextTerms.Of(Measure().Replace(asked, " ")).Take(MostTerms).ToList();
        return new([.. terms.Distinct()], [.. terms.Zip(terms.Skip(1)).Distinct()], Number().IsMatch(asked))
        {
            Defined = Definition().Match(asked) is { Success: true } found ? found.Groups["what"].Value : null,
        };
    }

    public QueryTerms With(QueryTerms earlier) => new([.. Terms.Union(earlier.Terms)], [.. Pairs.Union(earlier.Pairs)], WantsNumber) { Defined = Defined };

    [GeneratedRegex("""\b(?:how\s(?:long|old|often|far|big|large|many|much)|wie\s(?:lange?|oft|alt|weit|gro(?:ß|ss)|viele?))\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Measure();

    [GeneratedRegex(
        """\b(?:how\s(?:many|much|long|often|old|far|big|large)|when|what\s(?:year|date|time|percentage|number|price)|which\s(?:year|date)|wann|wie\s(?:viele?|lange|oft|alt|weit|gro(?:ß|ss))|wieviele?|welches\s(?:jahr|datum))\b""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex("""^\s*(?:(?:what|who)(?:['’]s|\s+is|\s+are)|(?:was|wer)\s+(?:ist|sind))\s+(?:(?:an?|the|eine?|der|die|das)\s+)?(?<what>\w[\w.-]*(?:\s[\w.-]+){0,2})\s*[?.!]*\s*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Definition();
}
