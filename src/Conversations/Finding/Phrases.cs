using Parley.Text;

namespace Parley.Conversations;

/// <summary>Looks whether words stand next to each other, as they were put in quotation marks; words without content are skipped on both sides.</summary>
internal static class Phrases
{
    public static bool Hold(MessageQuery query, string text)
    {
        if (query.Phrases.Count == 0)
        {
            return true;
        }

        var indexed = MessageTerms.Indexed(text);
        var terms = TextAnalyzer.Terms(indexed, MessageTerms.LanguageOf(indexed)).ToList();
        return query.Phrases.All(phrase => Stands(phrase, terms));
    }

    private static bool Stands(IReadOnlyList<SearchTerm> phrase, List<string> terms)
    {
        for (var at = 0; at + phrase.Count <= terms.Count; at++)
        {
            var held = 0;
            while (held < phrase.Count && phrase[held].Forms.Contains(terms[at + held]))
            {
                held++;
            }

            if (held == phrase.Count)
            {
                return true;
            }
        }

        return false;
    }
}
