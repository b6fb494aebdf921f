using System.Text.RegularExpressions;

namespace Parley.Ranking;

/// <summary>What kind of thing a question asks for.</summary>
internal enum AnswerKind
{
    Any,
    Number,
    Time,
    Name,
}

/// <summary>Reads the kind of answer off an English question, and whether a text holds such a thing.</summary>
internal static partial class AnswerKinds
{
    public static AnswerKind Of(string question) =>
        HowMany().IsMatch(question) ? AnswerKind.Number
        : When().IsMatch(question) ? AnswerKind.Time
        : Who().IsMatch(question) ? AnswerKind.Name
        : AnswerKind.Any;

    public static bool Holds(string text, AnswerKind kind) => kind switch
    {
        AnswerKind.Number => Number().IsMatch(text),
        AnswerKind.Time => Time().IsMatch(text),
        AnswerKind.Name => Name().IsMatch(text),
        _ => false,
    };

    [GeneratedRegex(@"\bhow (many|much|long|far|old|big|large|high|tall|often)\b|\bwhat (percent|percentage|number|amount)", RegexOptions.IgnoreCase)]
    private static partial Regex HowMany();

    [GeneratedRegex(@"\bwhen\b|\b(what|which) (year|date|day|month|century|time)\b", RegexOptions.IgnoreCase)]
    private static partial Regex When();

    [GeneratedRegex(@"\b(who|whom|whose)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Who();

    [GeneratedRegex(@"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|hundred|thousand|million|billion|half)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Number();

    [GeneratedRegex(@"\b1\d{3}\b|\b20\d\d\b|\d+(st|nd|rd|th)\b|\b(January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|century)\b")]
    private static partial Regex Time();

    [GeneratedRegex(@"\b\p{Lu}\p{Ll}+ (\p{Lu}\.? )?\p{Lu}\p{Ll}+")]
    private static partial Regex Name();
}
