using System.Globalization;
using System.Text;
using Parley.Conversations;
using Parley.Text;

namespace Parley.Orchestration;

/// <summary>Folds messages into a summary without a model: the sentences that matter most, word for word, in their order.</summary>
internal static class ExtractiveSummary
{
    private const double AlreadyChosen = 0.75;
    private const double LeastWorth = 1;
    private const double SaysTheSame = 0.8;
    private const int LongestLine = 400;

    /// <param name="earlier">The summary of what came before; empty when nothing did.</param>
    /// <param name="kept">Sentences that stay beside the summary and need not stand in it.</param>
    /// <param name="mostTokens">Of the summary.</param>
    public static string Write(string earlier, IReadOnlyList<Sentence> sentences, IReadOnlyList<KeptSpan> kept, long mostTokens)
    {
        var apart = kept.Select(span => (span.Message, span.Start)).ToHashSet();
        var candidates = new List<(Sentence Sentence, double Score, string Line)>();
        foreach (var line in earlier.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var old = Sentence.OfLine(line);
            candidates.Add((old, old.Score + AlreadyChosen, line));
        }

        var firstNew = candidates.Count;
        foreach (var sentence in sentences.Where(sentence => !apart.Contains((sentence.Message!.Id, sentence.Start))))
        {
            candidates.Add((sentence, sentence.Score, Line(sentence)));
        }

        var chosen = Choose(candidates, firstNew, mostTokens);
        return string.Join('\n', chosen.Order().Select(place => candidates[place].Line));
    }

    private static List<int> Choose(List<(Sentence Sentence, double Score, string Line)> candidates, int firstNew, long mostTokens)
    {
        var chosen = new List<int>();
        var room = mostTokens;
        foreach (var place in Enumerable.Range(0, candidates.Count).OrderByDescending(place => candidates[place].Score).ThenByDescending(place => place))
        {
            var (sentence, score, line) = candidates[place];

            // What nothing tells apart is left out, but for the first words: they say what it is about.
            if (score < LeastWorth && (firstNew > 0 || chosen.Count > 1))
            {
                break;
            }

            var cost = TokenEstimate.Of(line) + 1;
            if (cost > room || chosen.Any(other => candidates[other].Sentence.Likeness(sentence) >= SaysTheSame && SameFigures(candidates[other].Line, line)))
            {
                continue;
            }

            chosen.Add(place);
            room -= cost;
        }

        return chosen;
    }

    /// <summary>Two sentences that differ in a number alone say two things.</summary>
    private static bool SameFigures(string one, string other) => Digits(one) == Digits(other);

    private static string Digits(string line) => string.Concat(line.AsSpan(line.IndexOf(": ", StringComparison.Ordinal) + 1).ToString().Where(char.IsDigit));

    private static string Line(Sentence sentence)
    {
        var text = new StringBuilder();
        foreach (var word in sentence.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            text.Append(text.Length > 0 ? " " : "").Append(word);
        }

        return string.Create(
            CultureInfo.InvariantCulture, $"- {sentence.Message!.Role}, {sentence.Message.CreatedAt:yyyy-MM-dd}: {Shortening.To(text.ToString(), LongestLine)}");
    }
}
