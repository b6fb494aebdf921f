using System.Numerics;

namespace Parley.Ranking;

/// <summary>A term with the postings of those of its forms that there are.</summary>
internal sealed record TermLists(PlannedTerm Term, IReadOnlyList<(double Closeness, IPostingList List)> Forms)
{
    private const double SameThing = 0.6;

    public static TermLists Of(PlannedTerm term, IPostings postings)
    {
        var forms = new List<(double Closeness, IPostingList List)>();
        foreach (var form in term.Forms)
        {
            if (postings.Find(form.Form) is { } list)
            {
                forms.Add((form.Closeness, list));
            }
        }

        return new(term, forms);
    }

    /// <summary>The chunks by which it is told how rare the term is: those that hold one of the forms that are the same thing.</summary>
    public long Count(IPostings postings)
    {
        var counts = new long[Forms.Count];
        var unions = new long[Forms.Count];
        Span<ulong> own = stackalloc ulong[(postings.BlockSize + 63) / 64];
        Span<ulong> union = stackalloc ulong[own.Length];
        for (var block = 0; block < postings.Blocks; block++)
        {
            union.Clear();
            var united = 0;
            for (var form = 0; form < counts.Length; form++)
            {
                own.Clear();
                if (Forms[form].List.Mark(block, own))
                {
                    counts[form] += Ones(own);
                    Unite(union, own);
                    united = Ones(union);
                }

                unions[form] += united;
            }
        }

        return Judge(counts, unions);
    }

    private long Judge(long[] counts, long[] unions)
    {
        var (known, same) = (0L, 0L);
        for (var form = 0; form < counts.Length; form++)
        {
            if (Forms[form].Closeness >= SameThing)
            {
                known = Math.Max(known, counts[form] + Forms[form].List.LeftOut);
            }
            else if (same == 0 && form > 0)
            {
                // What is merely related says nothing of how rare the word itself is.
                same = unions[form - 1];
            }
        }

        return Math.Max(known, same > 0 ? same : unions.LastOrDefault());
    }

    private static int Ones(ReadOnlySpan<ulong> bits)
    {
        var ones = 0;
        foreach (var word in bits)
        {
            ones += BitOperations.PopCount(word);
        }

        return ones;
    }

    private static void Unite(Span<ulong> union, ReadOnlySpan<ulong> own)
    {
        for (var i = 0; i < own.Length; i++)
        {
            union[i] |= own[i];
        }
    }
}
