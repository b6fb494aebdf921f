namespace Parley.Moderation;

/// <summary>Cuts a text's views into the parts that are scored, and hands out the features of each.</summary>
internal static class Reading
{
    /// <summary>How much is looked at together, in characters.</summary>
    public const int Window = 2000;

    private const int Step = 1500;

    /// <summary>How much may be harmful beside much that is not, in characters.</summary>
    private const int Passage = 320;

    /// <summary>What is told of one part: its features, and its place in the view.</summary>
    public delegate void Part(FeatureBag bag, TextView view, int start, int end);

    /// <summary>Overlapping windows of every view.</summary>
    /// <param name="passage">If given, is told of the passages of a window of several, before the window.</param>
    public static void Windows(ReadOnlySpan<char> text, ViewSet views, FeatureBag bag, Part part, Part? passage = null)
    {
        var matches = new List<TermMatch>();
        foreach (var view in views.All)
        {
            matches.Clear();
            Concepts.Matcher.Find(view.Chars, matches);
            for (var start = 0; start < view.Length; start += Step)
            {
                var end = Math.Min(view.Length, start + Window);
                for (var at = start; passage is not null && end - start > Passage && at < end;)
                {
                    var cut = PassageEnd(view.Chars, at, end);
                    Read(text, views, view, matches, at, cut, bag, passage);
                    at = cut;
                }

                Read(text, views, view, matches, start, end, bag, part);
                if (end == view.Length)
                {
                    break;
                }
            }
        }
    }

    private static void Read(ReadOnlySpan<char> text, ViewSet views, TextView view, List<TermMatch> matches, int start, int end, FeatureBag bag, Part part)
    {
        var (from, to) = view.Origin(start, end);
        bag.Clear();
        TextFeatures.Collect(view.Chars, start, end, Between(matches, start, end), Signs.Of(text[from..to], views), bag);
        part(bag, view, start, end);
    }

    // After a sentence where one ends in the second half of what a passage may hold; a short rest belongs to it.
    private static int PassageEnd(ReadOnlySpan<char> view, int start, int end)
    {
        if (end - start <= Passage * 3 / 2)
        {
            return end;
        }

        var half = start + (Passage / 2);
        var cut = view[half..(start + Passage)].LastIndexOfAny('.', '\n', '!');
        return cut < 0 ? start + Passage : half + cut + 1;
    }

    /// <summary>The sentences of a document, each with how it stands among the others.</summary>
    public static void Sentences(ReadOnlySpan<char> text, ViewSet views, FeatureBag bag, Part part)
    {
        var view = views.Plain;
        var matches = new List<TermMatch>();
        Concepts.Matcher.Find(view.Chars, matches);
        var sentences = DocumentFeatures.Split(view.Chars);
        var orders = sentences.ConvertAll(sentence => IsOrder(matches, sentence.Start, sentence.End));
        var document = new DocumentFeatures(view.Chars, sentences, orders, matches);
        for (var i = 0; i < sentences.Count; i++)
        {
            var (start, end) = sentences[i];
            var (from, to) = view.Origin(start, end);
            bag.Clear();
            TextFeatures.Collect(view.Chars, start, end, Between(matches, start, end), Signs.Of(text[from..to], views), bag);
            document.Collect(view.Chars, i, Between(matches, start, end), bag);
            part(bag, view, start, end);
        }
    }

    private static bool IsOrder(List<TermMatch> matches, int start, int end)
    {
        foreach (var match in Between(matches, start, end))
        {
            if (match.Id == Concepts.Task && match.Start - start <= 3)
            {
                return true;
            }

            if (match.Start - start > 3)
            {
                return false;
            }
        }

        return false;
    }

    // Matches stand by their ends; one that hangs over the start is left out.
    private static ReadOnlySpan<TermMatch> Between(List<TermMatch> matches, int start, int end)
    {
        var all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(matches);
        var (first, last) = (Place(all, start), Place(all, end));
        while (first < last && all[first].Start < start)
        {
            first++;
        }

        return all[first..last];
    }

    /// <summary>How many matches end at or before a place.</summary>
    private static int Place(ReadOnlySpan<TermMatch> matches, int end)
    {
        var (low, high) = (0, matches.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = matches[middle].End <= end ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
