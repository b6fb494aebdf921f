namespace Parley.Moderation;

/// <summary>How one sentence stands in its document: whether it is of another kind, speaks of other things, and where it is.</summary>
internal sealed class DocumentFeatures
{
    /// <summary>No sentence is longer, whether or not it has blanks.</summary>
    public const int Longest = 800;

    private const int Slots = 8192;

    private readonly ushort[] _seen = new ushort[Slots];
    private readonly int[] _concepts = new int[Concepts.Attacks];
    private readonly List<(int Start, int End)> _sentences;
    private readonly List<bool> _orders;
    private readonly int _kind;
    private readonly int _imperatives;
    private readonly int _questions;

    /// <param name="orders">For each sentence, whether it begins with an order.</param>
    /// <param name="matches">What the document speaks of.</param>
    public DocumentFeatures(ReadOnlySpan<char> view, List<(int Start, int End)> sentences, List<bool> orders, IReadOnlyList<TermMatch> matches)
    {
        (_sentences, _orders) = (sentences, orders);
        _kind = KindOf(view);
        _imperatives = Math.Min(3, orders.Count(isOrder => isOrder) * 8 / Math.Max(1, sentences.Count));
        foreach (var (start, end) in sentences)
        {
            _questions += IsAsked(view[start..end]) ? 1 : 0;
        }

        for (var i = 0; i < matches.Count; i++)
        {
            if (matches[i].Id < _concepts.Length)
            {
                _concepts[matches[i].Id]++;
            }
        }

        foreach (var slot in new ContentWords(view))
        {
            _seen[slot] = (ushort)Math.Min(ushort.MaxValue, _seen[slot] + 1);
        }
    }

    /// <param name="matches">What the sentence speaks of.</param>
    public void Collect(ReadOnlySpan<char> view, int sentence, ReadOnlySpan<TermMatch> matches, FeatureBag bag)
    {
        var (start, end) = _sentences[sentence];
        var text = view[start..end];
        var (words, elsewhere) = (0, 0);
        foreach (var slot in new ContentWords(text))
        {
            words++;
            elsewhere += _seen[slot] > 1 ? 1 : 0;
        }

        var kind = KindOf(text);
        var shared = words == 0 ? 5 : elsewhere == 0 ? 0 : 1 + Math.Min(3, elsewhere * 4 / words);
        var place = sentence == 0 ? 0 : sentence == _sentences.Count - 1 ? 1 : sentence == 1 ? 2 : sentence == _sentences.Count - 2 ? 3 : 4;
        var length = Math.Min(6, words / 2);
        var isAsked = IsAsked(text);
        var figures = text.ContainsAnyInRange('0', '9');
        var order = _orders[sentence] ? 1 : isAsked ? 2 : 0;
        var beside = (sentence > 0 && _orders[sentence - 1] ? 1 : 0) + (sentence + 1 < _orders.Count && _orders[sentence + 1] ? 1 : 0);
        var others = Math.Min(2, _questions - (isAsked ? 1 : 0));
        Span<int> facts = [kind, shared, place, length, order, _kind, _imperatives, figures ? 1 : 0, beside, others, Neighbours.Shared(view, _sentences, sentence)];
        for (var i = 0; i < facts.Length; i++)
        {
            bag.Add(FeatureBag.Kind.Surroundings, (uint)((i * 16) + facts[i]));
            for (var j = i + 1; j < facts.Length; j++)
            {
                bag.Add(FeatureBag.Kind.Crossed, (uint)((((((i * 16) + facts[i]) * 16) + j) * 16) + facts[j]));
            }
        }

        bag.Add(FeatureBag.Kind.Crossed, (uint)(0x10000 + (((((((order * 8) + _kind) * 8) + kind) * 8) + shared) * 8) + place));
        bag.Add(FeatureBag.Kind.Crossed, (uint)(0x40000 + (((((order * 8) + _kind) * 8) + kind) * 8) + _imperatives));
        bag.Add(FeatureBag.Kind.Crossed, (uint)(0x50000 + (((((order * 8) + _kind) * 8) + kind) * 8) + shared));
        Alone(matches, order, bag);
    }

    /// <summary>Where a document speaks of assistants or instructions everywhere, one sentence more that does is of its topic; where none other does, it is not.</summary>
    private void Alone(ReadOnlySpan<TermMatch> matches, int order, FeatureBag bag)
    {
        Span<int> here = stackalloc int[_concepts.Length];
        here.Clear();
        foreach (var match in matches)
        {
            if (match.Id < here.Length)
            {
                here[match.Id]++;
            }
        }

        for (var id = 0; id < here.Length; id++)
        {
            if (here[id] > 0)
            {
                var elsewhere = Math.Min(2, _concepts[id] - here[id]);
                bag.Add(FeatureBag.Kind.Together, (uint)((id * 4) + elsewhere));
                bag.Add(FeatureBag.Kind.Together, (uint)(0x1000 + (((id * 4) + elsewhere) * 4) + order));
            }
        }
    }

    private static bool IsAsked(ReadOnlySpan<char> text) => text.TrimEnd() is [.., '?' or '？'];

    /// <summary>Sentences and lines, of some four hundred characters where they have blanks, and never of more than <see cref="Longest"/>.</summary>
    public static List<(int Start, int End)> Split(ReadOnlySpan<char> view)
    {
        var sentences = new List<(int, int)>();
        var start = 0;
        for (var i = 0; i < view.Length; i++)
        {
            var isEnd = view[i] is '\n' or '。' or '！' or '？' or '।'
                || (view[i] is '.' or '!' or '?' or '؟' && (i + 1 == view.Length || view[i + 1] is ' ' or '\n' or '"'))
                || (i - start > 400 && view[i] == ' ') || i - start + 1 == Longest;
            if (isEnd || i == view.Length - 1)
            {
                if (HasLetter(view[start..(i + 1)]))
                {
                    sentences.Add((start, i + 1));
                }

                start = i + 1;
            }
        }

        return sentences;
    }

    private static bool HasLetter(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (char.IsLetter(c))
            {
                return true;
            }
        }

        return false;
    }

    /// <returns>0 prose, 1 table, 2 code, 3 mixed.</returns>
    private static int KindOf(ReadOnlySpan<char> text)
    {
        var bars = text.Count('|') + text.Count('\t');
        var code = 0;
        foreach (var c in text)
        {
            code += c is '{' or '}' or ';' or '=' or '<' or '>' or '_' or '(' or ')' or '[' or ']' or '\\' ? 1 : 0;
        }

        var (isTable, isCode) = (bars > 1 && bars * 40 > text.Length, code > 2 && code * 25 > text.Length);
        return isTable ? 1 : isCode ? 2 : code * 50 > text.Length ? 3 : 0;
    }
}
