using System.Collections.Frozen;

namespace Parley.Caching;

/// <summary>What a question asks for.</summary>
internal enum AskedKind
{
    Unknown,
    Thing,
    Way,
    Whether,
    Reason,
    Time,
    Place,
    Person,
    Count,
    Price,
    Length,
}

/// <summary>Reads what is asked for off the words of a question, in English, German, French and Spanish.</summary>
internal static class AskedFor
{
    private const int Longest = 5;

    private static readonly FrozenSet<string> Askers = ((string[])
    [
        "what", "why", "how", "when", "where", "who", "which", "warum", "wie", "wann", "wo", "wer", "welche", "pourquoi", "comment", "quand", "quel", "quelle",
        "combien", "cuando", "donde", "quien", "cual", "cuanto",
    ]).ToFrozenSet();

    private static readonly (string Words, AskedKind Kind)[] Beginnings =
    [
        ("how many", AskedKind.Count), ("how much", AskedKind.Price), ("how long", AskedKind.Length), ("how often", AskedKind.Length),
        ("how far", AskedKind.Length), ("how old", AskedKind.Length), ("how big", AskedKind.Length), ("how large", AskedKind.Length), ("how high", AskedKind.Length), ("how tall", AskedKind.Length),
        ("how fast", AskedKind.Length), ("how heavy", AskedKind.Length), ("how deep", AskedKind.Length), ("how wide", AskedKind.Length), ("how hot", AskedKind.Length),
        ("what size", AskedKind.Length), ("how to", AskedKind.Way), ("how", AskedKind.Way),
        ("what way", AskedKind.Way), ("what do i have to do", AskedKind.Way), ("what do i need to do", AskedKind.Way), ("what s the way", AskedKind.Way), ("which way", AskedKind.Way),
        ("auf welche weise", AskedKind.Way), ("de quelle façon", AskedKind.Way), ("de quelle facon", AskedKind.Way), ("de que manera", AskedKind.Way), ("was muss ich tun", AskedKind.Way),
        ("what is the best way", AskedKind.Way), ("what is the way", AskedKind.Way), ("what is the easiest way", AskedKind.Way), ("what s the best way", AskedKind.Way),
        ("what steps", AskedKind.Way), ("what are the steps", AskedKind.Way),
        ("what is the reason", AskedKind.Reason), ("what are the reasons", AskedKind.Reason), ("why", AskedKind.Reason), ("what causes", AskedKind.Reason), ("what are the causes", AskedKind.Reason), ("what leads to", AskedKind.Reason), ("what is the cause", AskedKind.Reason),
        ("what time", AskedKind.Time), ("which date", AskedKind.Time), ("what date", AskedKind.Time), ("which day", AskedKind.Time), ("which year", AskedKind.Time), ("what year", AskedKind.Time), ("when", AskedKind.Time), ("where", AskedKind.Place), ("who", AskedKind.Person), ("whom", AskedKind.Person),
        ("whose", AskedKind.Person), ("what number", AskedKind.Count), ("what", AskedKind.Thing), ("which", AskedKind.Thing),
        ("can", AskedKind.Whether), ("could", AskedKind.Whether), ("is", AskedKind.Whether), ("are", AskedKind.Whether), ("do", AskedKind.Whether),
        ("does", AskedKind.Whether), ("did", AskedKind.Whether), ("will", AskedKind.Whether), ("should", AskedKind.Whether), ("has", AskedKind.Whether),
        ("wie viele", AskedKind.Count), ("wie viel", AskedKind.Price), ("wieviel", AskedKind.Price), ("wie lange", AskedKind.Length), ("wie oft", AskedKind.Length),
        ("wie", AskedKind.Way), ("warum", AskedKind.Reason), ("wieso", AskedKind.Reason), ("weshalb", AskedKind.Reason), ("wann", AskedKind.Time),
        ("wo", AskedKind.Place), ("wohin", AskedKind.Place), ("wer", AskedKind.Person), ("wem", AskedKind.Person), ("was", AskedKind.Thing),
        ("welche", AskedKind.Thing), ("welcher", AskedKind.Thing), ("welches", AskedKind.Thing), ("kann", AskedKind.Whether), ("gibt", AskedKind.Whether),
        ("ist", AskedKind.Whether), ("sind", AskedKind.Whether), ("darf", AskedKind.Whether),
        ("combien", AskedKind.Count), ("comment", AskedKind.Way), ("pourquoi", AskedKind.Reason), ("quand", AskedKind.Time), ("ou", AskedKind.Place),
        ("qui", AskedKind.Person), ("quel", AskedKind.Thing), ("quelle", AskedKind.Thing), ("quels", AskedKind.Thing), ("quelles", AskedKind.Thing),
        ("est", AskedKind.Whether), ("peut", AskedKind.Whether), ("puis", AskedKind.Whether),
        ("cuantos", AskedKind.Count), ("cuantas", AskedKind.Count), ("cuanto", AskedKind.Price), ("como", AskedKind.Way), ("por que", AskedKind.Reason),
        ("cuando", AskedKind.Time), ("donde", AskedKind.Place), ("quien", AskedKind.Person), ("que", AskedKind.Thing), ("cual", AskedKind.Thing),
        ("cuales", AskedKind.Thing), ("puedo", AskedKind.Whether), ("puede", AskedKind.Whether), ("hay", AskedKind.Whether), ("es", AskedKind.Whether),
    ];

    private static readonly FrozenSet<string> Openings = ((string[])["please", "hi", "hello", "hey", "so", "ok", "okay", "and", "bitte", "hallo", "bonjour", "hola"]).ToFrozenSet();

    /// <param name="words">Folded.</param>
    public static AskedKind Of(IReadOnlyList<string> words)
    {
        var text = string.Join(' ', words.SkipWhile(Openings.Contains)).Replace('\'', ' ') + " ";
        var beginning = At(text);
        // "Explain why ...", "Can you tell me where ...": the first such word inside says what is asked.
        return beginning is AskedKind.Unknown or AskedKind.Whether
            && words.Select((_, i) => At(string.Join(' ', words.Skip(i).Take(Longest)) + " ")).FirstOrDefault(IsTelling) is var inside and not AskedKind.Unknown
            ? inside
            : beginning;
    }

    /// <summary>How many things are asked at once.</summary>
    public static int Count(string text, IReadOnlyList<string> words) => Math.Max(text.Count(c => c == '?'), words.Count(Askers.Contains));

    private static bool IsTelling(AskedKind kind) => kind is not (AskedKind.Unknown or AskedKind.Thing or AskedKind.Whether);

    private static AskedKind At(string text) => Beginnings.Where(beginning => text.StartsWith(beginning.Words + " ", StringComparison.Ordinal))
        .OrderByDescending(beginning => beginning.Words.Length).Select(beginning => beginning.Kind).FirstOrDefault();
}
