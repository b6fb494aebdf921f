using Parley.Conversations;

namespace Parley.Orchestration;

/// <summary>Chooses the decisions and open questions that stay word for word when their messages are folded.</summary>
internal static class KeptSentences
{
    private const int Most = 24;
    private const int Longest = 600;

    /// <summary>Share of an open question's words that a later decision names when it settles it.</summary>
    private const double Settles = 0.4;

    /// <param name="earlier">What stayed from before.</param>
    /// <param name="sentences">The sentences that are folded now, in order.</param>
    /// <param name="textOf">The words of what stayed from before, as far as its message is there.</param>
    public static IReadOnlyList<KeptSpan> Choose(
        IReadOnlyList<KeptSpan> earlier, IReadOnlyList<Sentence> sentences, IReadOnlyDictionary<KeptSpan, Sentence> textOf)
    {
        var kept = earlier.Where(textOf.ContainsKey).Select(span => (Span: span, Sentence: textOf[span])).ToList();
        foreach (var sentence in sentences.Where(sentence => sentence.Text.Length <= Longest && sentence.Message!.Role != "tool"))
        {
            if (sentence.IsDecision)
            {
                kept.RemoveAll(one => one.Span.Reason == "open_question" && Answers(sentence, one.Sentence));
            }

            if (sentence.IsDecision || sentence.IsOpenQuestion)
            {
                kept.RemoveAll(one => one.Sentence.Text == sentence.Text);
                kept.Add((
                    new(sentence.Message!.Id, sentence.IsDecision ? "decision" : "open_question", sentence.Start, sentence.End, sentence.Score),
                    sentence));
            }
        }

        // In their order, so that of two that matter alike the newer stays.
        return
        [
            .. kept.Index().OrderByDescending(one => one.Item.Span.Score).ThenByDescending(one => one.Index).Take(Most)
                .OrderBy(one => one.Index).Select(one => one.Item.Span),
        ];
    }

    private static bool Answers(Sentence decision, Sentence question) =>
        question.Terms.Count > 0 && (double)question.Terms.Count(decision.Terms.Contains) / question.Terms.Count >= Settles;
}
