using Parley.Text;

namespace Parley.Conversations;

/// <summary>What somebody looks for: words of which a message should hold the weightier half, and phrases that it has to hold.</summary>
internal sealed record MessageQuery(IReadOnlyList<SearchTerm> Terms, IReadOnlyList<IReadOnlyList<SearchTerm>> Phrases)
{
    public const int LongestText = 500;

    private const string Opening = "\"„“«";
    private const string Closing = "\"“”»";

    /// <summary>Words are looked for as each known language would write them down, so that a question finds what was said in any of them.</summary>
    /// <exception cref="RefusedException">It is empty, too long, or has no letter or digit.</exception>
    public static MessageQuery Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new RefusedException(Refusal.Invalid("query", "The query is empty. Give at least one word to look for."));
        }

        if (text.Length > LongestText)
        {
            throw new RefusedException(Refusal.Invalid("query", $"The query has {text.Length} characters; it may have {LongestText}. Leave the less important words out."));
        }

        if (!Words.In(text).Any())
        {
            throw new RefusedException(Refusal.Invalid("query", "The query has no word that can be looked for. Give letters or digits, at most 60 to a word."));
        }

        var phrases = Quoted(text).Select(phrase => SearchTerms.Of(phrase, Language.All)).Where(phrase => phrase.Count > 0).ToList();
        return new(SearchTerms.Of(text, Language.All), phrases);
    }

    private static IEnumerable<string> Quoted(string text)
    {
        for (var at = text.AsSpan().IndexOfAny(Opening); at >= 0;)
        {
            var length = text.AsSpan(at + 1).IndexOfAny(Closing);
            if (length < 0)
            {
                yield break;
            }

            yield return text.Substring(at + 1, length);
            var next = text.AsSpan(at + length + 2).IndexOfAny(Opening);
            at = next < 0 ? -1 : at + length + 2 + next;
        }
    }
}
