using System.Globalization;
using Parley.Text;

namespace Parley.Conversations;

/// <summary>A stretch of a snippet that speaks of what was looked for, in UTF-16 units; the end is exclusive.</summary>
public sealed record Highlight(int Start, int End);

/// <summary>A piece of a message, as it was written but in one line; an ellipsis stands where something was left out.</summary>
public sealed record Snippet(string Text, IReadOnlyList<Highlight> Highlights);

/// <summary>Cuts the piece out of a message that speaks most of what was looked for. No cut goes through a character that readers see as one.</summary>
internal static class Snippets
{
    private const int Length = 160;

    // A character with more marks than this is no writing; it is cut between its marks.
    private const int Longest = 2 * Length;
    private const string Ellipsis = "…";

    public static Snippet Cut(MessageQuery query, string text)
    {
        var marks = Marks(query, MessageTerms.Indexed(text));
        var (first, last) = Densest(marks);
        var spare = Math.Max(0, Length - (last - first));
        var borders = Borders(text, first, last, Math.Max(0, first - (spare / 3)));
        var (start, end) = (borders[0], borders[^1]);
        var shown = new List<Highlight>();
        var prefix = start > 0 ? Ellipsis.Length : 0;
        foreach (var mark in marks.Where(mark => mark.Start >= start && mark.Start < end))
        {
            var from = borders.Last(border => border <= mark.Start) - start + prefix;
            var to = borders.FirstOrDefault(border => border >= mark.End, end) - start + prefix;
            if (shown is [.., var before] && before.End >= from)
            {
                shown[^1] = before with { End = Math.Max(before.End, to) };
            }
            else
            {
                shown.Add(new(from, to));
            }
        }

        var piece = OneLine(text[start..end]);
        return new((start > 0 ? Ellipsis : "") + piece + Directions.Closers(piece) + (end < text.Length ? Ellipsis : ""), shown);
    }

    /// <summary>The words of a text that a query looks for, in order, each with the number of its term.</summary>
    internal static List<(int Start, int End, int Term)> Marks(MessageQuery query, string text)
    {
        var language = MessageTerms.LanguageOf(text);
        var terms = query.Terms.Index().SelectMany(term => term.Item.Forms.Select(form => (Form: form, term.Index)))
            .GroupBy(form => form.Form).ToDictionary(form => form.Key, form => form.First().Index, StringComparer.Ordinal);
        var marks = new List<(int, int, int)>();
        foreach (var word in Words.In(text))
        {
            if (word.Script is Script.Cjk or Script.SouthEast)
            {
                MarkRun(text, word, terms, marks);
            }
            else if (TextAnalyzer.TermsOf(text, word, language).Any(form => terms.ContainsKey(form)))
            {
                marks.Add((word.Start, word.End, TextAnalyzer.TermsOf(text, word, language).Select(form => terms.GetValueOrDefault(form, -1)).Max()));
            }
        }

        return marks;
    }

    private static void MarkRun(string text, Word run, Dictionary<string, int> terms, List<(int, int, int)> marks)
    {
        var gram = Math.Min(run.Length, run.Script == Script.Cjk ? 2 : 3);
        for (var at = run.Start; at + gram <= run.End; at++)
        {
            if (terms.TryGetValue(Words.Fold(text.AsSpan(at, gram), run.Script), out var term))
            {
                marks.Add((at, at + gram, term));
            }
        }
    }

    /// <summary>The stretch of at most a snippet's length that holds the most different terms, the earliest of those.</summary>
    private static (int First, int Last) Densest(List<(int Start, int End, int Term)> marks)
    {
        if (marks.Count == 0)
        {
            return (0, 0);
        }

        var (best, first, last) = (0, marks[0].Start, marks[0].End);
        var inside = new Dictionary<int, int>();
        for (var (low, high) = (0, 0); high < marks.Count; high++)
        {
            inside[marks[high].Term] = inside.GetValueOrDefault(marks[high].Term) + 1;
            while (low < high && marks[high].End - marks[low].Start > Length)
            {
                if (--inside[marks[low].Term] == 0)
                {
                    inside.Remove(marks[low].Term);
                }

                low++;
            }

            if (inside.Count > best)
            {
                (best, first, last) = (inside.Count, marks[low].Start, marks[high].End);
            }
        }

        return (first, last);
    }

    /// <summary>The borders between the characters of the piece, its start and its end among them.</summary>
    /// <param name="wanted">Where it may begin; it begins at a word where one begins between there and what was looked for.</param>
    private static List<int> Borders(string text, int first, int last, int wanted)
    {
        // A line begins with a new character, whatever it is; what is before it need not be read.
        var borders = new List<int> { wanted == 0 ? 0 : text.LastIndexOf('\n', wanted - 1) + 1 };
        while (borders[^1] < Math.Min(text.Length, Math.Max(first + Length, last)))
        {
            borders.Add(borders[^1] + ElementAt(text, borders[^1]));
        }

        var latest = borders.FindLastIndex(border => border <= first);
        var start = borders.FindIndex(0, latest + 1, border => border >= wanted && (border == 0 || char.IsWhiteSpace(text[border - 1])));
        start = start >= 0 ? start : borders.FindIndex(0, latest + 1, border => border >= wanted);
        start = start >= 0 ? start : latest;
        var end = borders.FindIndex(border => border >= last);
        end = Math.Max(end, borders.FindLastIndex(border => border <= borders[start] + Length));
        return borders[start..(end + 1)];
    }

    private static int ElementAt(string text, int at)
    {
        var length = StringInfo.GetNextTextElementLength(text, at);
        return length <= Longest ? length : char.IsHighSurrogate(text[at + Longest - 1]) ? Longest - 1 : Longest;
    }

    private static string OneLine(string text) => string.Create(text.Length, text, static (line, source) =>
    {
        for (var i = 0; i < line.Length; i++)
        {
            line[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
        }
    });
}
