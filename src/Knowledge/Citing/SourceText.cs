using Parley.Text;

namespace Parley.Knowledge.Citing;

/// <summary>A source, taken apart once into the sentences that can be quoted from the stored document.</summary>
internal sealed class SourceText
{
    private const int LongestQuote = 600;

    private readonly CitationSource _source;
    private readonly Language _language;
    private readonly List<(Span Span, Claim Claim)> _sentences = [];
    private readonly HashSet<string> _terms = [];
    private readonly HashSet<string> _numbers = [];

    public SourceText(CitationSource source)
    {
        _source = source;
        _language = LanguageDetector.Detect(source.Hit.Text, Language.Find("en"));
        if (source.Document?.Text is not { } text)
        {
            return;
        }

        foreach (var span in Sentences.In(text, source.Hit.Start, source.Hit.End).SelectMany(span => Pieces(text, span)))
        {
            var claim = Claim.Of(span.Of(text), _language);
            _sentences.Add((span, claim));
            _terms.UnionWith(claim.Terms);
            _numbers.UnionWith(claim.Numbers);
        }

        // Title and headings say what the passage is about, so a sentence may take its subject from them; they are not quoted.
        AddContext(source.Hit.Title);
        AddContext(source.Hit.Heading);
    }

    public IReadOnlySet<string> Terms => _terms;

    public IReadOnlySet<string> Numbers => _numbers;

    /// <summary>The claim in the words of this source's language, so that their stems meet.</summary>
    public Claim Read(string sentence) => Claim.Of(sentence, _language);

    /// <returns>The sentence that bears the claim out best, with its neighbour where that adds to it; null when nothing matches.</returns>
    public (Span Span, bool Denies)? BestQuote(Claim claim)
    {
        var best = -1;
        var bestScore = 0.0;
        for (var i = 0; i < _sentences.Count; i++)
        {
            var score = Match(claim, _sentences[i].Claim);
            if (score > bestScore)
            {
                (best, bestScore) = (i, score);
            }
        }

        if (best < 0)
        {
            return null;
        }

        var (span, quoted) = _sentences[best];
        var wide = Neighbours(best)
            .Select(other => (Span: Join(span, _sentences[other].Span), Gain: Gain(claim, quoted, _sentences[other].Claim), Other: other))
            .Where(pair => pair.Gain >= 2 && pair.Span.Length <= LongestQuote)
            .OrderByDescending(pair => pair.Gain)
            .FirstOrDefault();
        return wide.Gain >= 2 ? (wide.Span, quoted.Denies || _sentences[wide.Other].Claim.Denies) : (span, quoted.Denies);
    }

    public VerifiedCitation Cite(Span quote, int messageStart, int messageEnd)
    {
        var (hit, document) = (_source.Hit, _source.Document!);
        return new(
            _source.Label, hit.Namespace, hit.DocumentId, document.Sha256, hit.ChunkId, hit.Title, hit.Heading,
            hit.Page is null ? null : document.PageAt(quote.Start) ?? hit.Page, quote.Start, quote.End, quote.Of(document.Text), messageStart, messageEnd);
    }

    private static double Match(Claim claim, Claim sentence)
    {
        var shared = claim.Terms.Count(sentence.Terms.Contains) + (2 * claim.Numbers.Count(sentence.Numbers.Contains));
        // Of two sentences that hold as many of the claim's terms, the shorter says it more plainly.
        return shared == 0 ? 0 : shared - (sentence.Terms.Count / 1000.0);
    }

    private static int Gain(Claim claim, Claim quoted, Claim neighbour) =>
        claim.Terms.Count(term => neighbour.Terms.Contains(term) && !quoted.Terms.Contains(term));

    private static Span Join(Span one, Span other) => new(Math.Min(one.Start, other.Start), Math.Max(one.End, other.End));

    // A table or a listing has no sentences: its lines are quoted.
    private static IEnumerable<Span> Pieces(string text, Span span)
    {
        if (span.Length <= LongestQuote)
        {
            yield return span;
            yield break;
        }

        var start = span.Start;
        while (start < span.End)
        {
            var end = text.IndexOf('\n', start, span.End - start);
            end = end < 0 ? span.End : end;
            end = Math.Min(end, start + LongestQuote);
            if (end < span.End && char.IsLowSurrogate(text[end]))
            {
                end--;
            }

            if (Sentences.Trim(text, start, end) is { Length: > 0 } piece)
            {
                yield return piece;
            }

            start = end < span.End && text[end] == '\n' ? end + 1 : end;
        }
    }

    private IEnumerable<int> Neighbours(int index)
    {
        if (index > 0)
        {
            yield return index - 1;
        }

        if (index + 1 < _sentences.Count)
        {
            yield return index + 1;
        }
    }

    private void AddContext(string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            var claim = Claim.Of(text, _language);
            _terms.UnionWith(claim.Terms);
            _numbers.UnionWith(claim.Numbers);
        }
    }
}
