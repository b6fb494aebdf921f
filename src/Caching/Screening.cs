using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Parley.Text;

namespace Parley.Caching;

/// <summary>Why an answer to a question is never given to another one, however alike.</summary>
public enum Screened
{
    /// <summary>Prices, payments, taxes: a detail decides.</summary>
    Money,

    /// <summary>Duties, rights, contracts: a detail decides.</summary>
    Legal,

    /// <summary>Health and medicine: a detail decides.</summary>
    Health,

    /// <summary>An order, an account, a delivery: the answer is another one tomorrow.</summary>
    Account,

    /// <summary>About the person who asks.</summary>
    Personal,

    /// <summary>The answer depends on when it is asked.</summary>
    Time,

    /// <summary>It says only together with what was said before.</summary>
    FollowUp,

    /// <summary>Addresses and long numbers: of one person or one thing.</summary>
    Data,

    /// <summary>Too short, too long or without content.</summary>
    Shapeless,
}

/// <summary>
/// Tells questions that are never answered from a similar one. It would rather send one too many to the model. Knows English, German, French
/// and Spanish; a question in a language that it does not know is never answered from a similar one.
/// </summary>
public static partial class Screening
{
    private const int MostTerms = 60;

    private static readonly FrozenSet<string> Known = ((string[])["en", "de", "fr", "es"]).ToFrozenSet();

    /// <returns>Null when it may be answered from a similar question.</returns>
    public static Screened? Of(string text)
    {
        if (!Question.Fits(text) || Number().IsMatch(text) || text.Contains('@', StringComparison.Ordinal) || text.Contains("://", StringComparison.Ordinal))
        {
            return Question.Fits(text) ? Screened.Data : Screened.Shapeless;
        }

        var language = LanguageDetector.Detect(text, Language.Find("en"));
        List<string> words = [.. Words.In(text).Select(word => Words.Fold(text.AsSpan(word.Start, word.Length), word.Script).Replace('’', '\''))];
        var terms = TextAnalyzer.Terms(text, language).Count();
        if (!Known.Contains(language.Code) || Words.In(text).Any(word => word.Script != Script.Latin) || terms is 0 or > MostTerms)
        {
            return Screened.Shapeless;
        }

        return Topics.Find(text, words) ?? (IsPersonal(words) ? Screened.Personal : FollowUps.Is(text, words, terms) ? Screened.FollowUp : null);
    }

    // "How do I export a file?" is everybody's question. "When do I get it?" and "Am I insured?" are not.
    private static bool IsPersonal(List<string> words)
    {
        var text = $" {string.Join(' ', words)} ";
        return Own().IsMatch(text) || First().IsMatch(Everybody().Replace(text, " "));
    }

    [GeneratedRegex(@"(?<![\p{L}\d.])\+?\d[\d \-/]{4,}\d|\d{5,}|\b[A-Z]{1,4}-?\d{4,}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b")]
    private static partial Regex Number();

    [GeneratedRegex(@" (my|mine|myself|our|ours|mein|meine|meinen|meinem|meiner|meines|unser|unsere|unseren|unserem|unserer|mon|ma|mes|notre|nos|mi|mis|mio|mia|nuestro|nuestra|nuestros|nuestras) ")]
    private static partial Regex Own();

    [GeneratedRegex(@" (i|i'm|i've|i'd|i'll|me|we|we've|we're|us|ich|mir|mich|wir|uns|je|j'ai|j|moi|me|m'a|nous|yo|me|nosotros|he|tengo|estoy|soy|debo|puedo|recibo) ")]
    private static partial Regex First();

    [GeneratedRegex(
        @" ((how|where|what|which) (do|can|could|would|to) (i|we)|can (i|we)|could (i|we)|is it possible for me|(please |can you |could you )?(tell|show|explain to|help) me"
        + @"|i (want|would like|need) to know|(wie|wo|womit) (kann|konnte|\p{L}{3,}e) ich|kann ich|wie konnen wir|sag mir|zeig mir|erklare mir|comment (puis|peux|dois) je|puis je|dis moi|comment je"
        + @"|como puedo|puedo|dime|explicame|he (is|was|has|said)) ")]
    private static partial Regex Everybody();
}
