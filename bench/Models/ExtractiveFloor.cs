using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Parley.Models;

namespace Parley.Bench.Models;

/// <summary>
/// Measures the extractive model on SQuAD as a retrieval set: over the passages that a plain BM25 search finds, how often it answers
/// with a sentence that holds the answer, and how often it declines a question that the corpus does not answer.
/// </summary>
internal static class ExtractiveFloor
{
    private const int Found = 6;

    public static void Run(string folder)
    {
        var index = new PlainBm25([.. Lines(folder, "corpus").Select(line => new Paragraph(Text(line, "id"), Text(line, "title"), Text(line, "text")))]);

        // The floor was chosen on every third question; the others tell how well it holds.
        var answerable = Lines(folder, "queries").Where((_, i) => i % 3 != 0).ToList();
        var unanswerable = Lines(folder, "unanswerable").Where((_, i) => i % 3 != 0).Select(line => Text(line, "text")).ToList();

        var answered = 0;
        var right = 0;
        var sentences = 0;
        var withoutGold = 0;
        foreach (var line in answerable)
        {
            var question = Text(line, "text");
            var gold = line.GetProperty("gold").EnumerateObject().Select(one => one.Name).ToHashSet();
            var chosen = Choose(question, index.Search(question, Found));
            var text = string.Join(' ', chosen.Select(unit => unit.Text));
            answered += chosen.Count > 0 ? 1 : 0;
            sentences += chosen.Count;
            right += line.GetProperty("answers").EnumerateArray().Any(one => text.Contains(one.GetString()!, StringComparison.OrdinalIgnoreCase)) ? 1 : 0;

            // The same question, asked where nobody wrote about its subject.
            var subject = gold.First().Split('#')[0];
            withoutGold += Choose(question, index.Search(question, Found, leaveOut: subject)).Count == 0 ? 1 : 0;
        }

        var declined = unanswerable.Count(question => Choose(question, index.Search(question, Found)).Count == 0);
        Say("answerable questions answered", answered, answerable.Count);
        Say("… of them with the right words in the quote", right, answered);
        Console.WriteLine($"sentences per answer: {(double)sentences / Math.Max(1, answered):0.00}");
        Say("declined when the subject is not in the corpus", withoutGold, answerable.Count);
        Say("declined when a paragraph looks right and lacks the answer (SQuAD 2.0)", declined, unanswerable.Count);
    }

    private static IReadOnlyList<TextUnit> Choose(string question, IReadOnlyList<Paragraph> found) => SentenceSelection.Choose(
        QueryTerms.Of(question), [.. found.Select((one, rank) => new Passage($"S{rank + 1}", one.Title, null, one.Text, 1.0 / (rank + 1)))]);

    private static void Say(string what, int count, int all) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {count} of {all} ({100.0 * count / Math.Max(1, all):0.0} %)"));

    private static IEnumerable<JsonElement> Lines(string folder, string name)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(folder, name + ".jsonl.gz")), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return JsonElement.Parse(line);
        }
    }

    private static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;
}

internal sealed record Paragraph(string Id, string Title, string Text);

/// <summary>BM25 over a few thousand paragraphs in memory; only to have passages as a search would find them.</summary>
internal sealed class PlainBm25
{
    private const double K1 = 1.2;
    private const double B = 0.75;

    private readonly IReadOnlyList<Paragraph> _paragraphs;
    private readonly int[] _lengths;
    private readonly Dictionary<string, List<(int Paragraph, int Count)>> _postings = [];
    private readonly double _meanLength;

    public PlainBm25(IReadOnlyList<Paragraph> paragraphs)
    {
        _paragraphs = paragraphs;
        _lengths = new int[paragraphs.Count];
        for (var i = 0; i < paragraphs.Count; i++)
        {
            var terms = TextTerms.Of($"{paragraphs[i].Title} {paragraphs[i].Text}");
            _lengths[i] = terms.Count;
            foreach (var group in terms.GroupBy(term => term))
            {
                (_postings.TryGetValue(group.Key, out var list) ? list : _postings[group.Key] = []).Add((i, group.Count()));
            }
        }

        _meanLength = _lengths.Average();
    }

    public IReadOnlyList<Paragraph> Search(string question, int top, string? leaveOut = null)
    {
        var scores = new Dictionary<int, double>();
        foreach (var term in TextTerms.Of(question).Distinct())
        {
            if (!_postings.TryGetValue(term, out var postings))
            {
                continue;
            }

            var idf = Math.Log(1 + ((_paragraphs.Count - postings.Count + 0.5) / (postings.Count + 0.5)));
            foreach (var (paragraph, count) in postings)
            {
                var norm = count * (K1 + 1) / (count + (K1 * (1 - B + (B * _lengths[paragraph] / _meanLength))));
                scores[paragraph] = scores.GetValueOrDefault(paragraph) + (idf * norm);
            }
        }

        return [.. scores.Where(pair => leaveOut is null || !_paragraphs[pair.Key].Id.StartsWith(leaveOut + "#", StringComparison.Ordinal))
            .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(top).Select(pair => _paragraphs[pair.Key])];
    }
}
