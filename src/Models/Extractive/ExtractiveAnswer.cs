using System.Text;

namespace Parley.Models;

/// <summary>Writes the answer of the extractive model.</summary>
internal static class ExtractiveAnswer
{
    /// <param name="questions">What the user asked, the newest first.</param>
    /// <param name="nearest">Titles of what comes nearest; null for those of the passages.</param>
    /// <param name="pieces">How many pieces of the passages it may be made of; null for as many as answer the question well.</param>
    public static string Compose(IReadOnlyList<string> questions, IReadOnlyList<Passage> passages, int? pieces = null, IReadOnlyList<string>? nearest = null)
    {
        var question = questions[0];
        var words = Wording.For(question);
        if (SmallTalk.Answer(question, words) is { } plain)
        {
            return plain;
        }

        var chosen = SentenceSelection.Choose(Query(questions), passages, pieces);
        return chosen is [] ? NotKnown.Say(words, words.DoesNotKnow, nearest ?? passages.Select(passage => passage.Title ?? "")) : Quote(chosen) + "\n\n" + words.Note;
    }

    /// <summary>The answer in place of a language model's that failed; null when the passages hold nothing to quote.</summary>
    public static string? StandIn(IReadOnlyList<string> questions, IReadOnlyList<Passage> passages, int? pieces = null)
    {
        var words = Wording.For(questions[0]);
        return SmallTalk.Answer(questions[0], words) is null && SentenceSelection.Choose(Query(questions), passages, pieces) is { Count: > 0 } chosen
            ? Quote(chosen) + "\n\n" + words.StandIn
            : null;
    }

    private static QueryTerms Query(IReadOnlyList<string> questions)
    {
        // A follow-up such as "and in winter?" means something only with the question before it.
        var query = QueryTerms.Of(questions[0]);
        return query.Count < 2 && questions.Count > 1 ? query.With(QueryTerms.Of(questions[1])) : query;
    }

    private static string Quote(IReadOnlyList<TextUnit> chosen)
    {
        var text = new StringBuilder();
        for (var i = 0; i < chosen.Count; i++)
        {
            var unit = chosen[i];
            if (i > 0)
            {
                var flows = !unit.IsBlock && !chosen[i - 1].IsBlock && unit.Passage == chosen[i - 1].Passage;
                text.Append(flows ? " " : "\n\n");
            }

            text.Append(unit.Text).Append(unit.KeepsLabelOut ? '\n' : ' ').Append('[').Append(unit.Passage.Label).Append(']');
        }

        return text.ToString();
    }
}
