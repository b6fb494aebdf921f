using Parley.Text;

namespace Parley.Knowledge.Ingestion;

/// <summary>Small chunks are found, large ones are read: gathers neighbours of one section into the parent that is read with each of them.</summary>
internal static class Parents
{
    public static IEnumerable<Passage> Of(IReadOnlyList<Passage> passages, string text, int mostTokens)
    {
        for (var from = 0; from < passages.Count;)
        {
            var to = from;
            while (to + 1 < passages.Count && passages[to + 1].Heading == passages[from].Heading
                && PassageSize.Count(text.AsSpan(passages[from].Start, passages[to + 1].End - passages[from].Start)) <= mostTokens)
            {
                to++;
            }

            var parent = new Span(passages[from].Start, passages[to].End);
            for (; from <= to; from++)
            {
                yield return passages[from] with { Parent = parent };
            }
        }
    }
}
