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

        // A follow-up such as "and in winter?" means something only with the question before it.
        var query = QueryTerms.Of(question);
        if (query.Count < 2 && questions.Count > 1)
        {
            query = query.With(QueryTerms.Of(questions[1]));
        }

        var chosen = SentenceSelection.Choose(query, passages, pieces);
        return chosen is [] ? NotKnown.Say(words, words.DoesNotKnow, nearest ?? passages.Select(passage => passage.Title ?? "")) : Quote(chosen) + "\n\n" + words.Note;
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
