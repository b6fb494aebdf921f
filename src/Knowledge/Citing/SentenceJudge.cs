using Parley.Text;

namespace Parley.Knowledge.Citing;

/// <summary>Decides whether a sentence is borne out by the sources that it names.</summary>
/// <remarks>
/// The rule is lexical and means to be honest rather than generous: at least <see cref="LeastCoverage"/> of the sentence's content terms
/// stand in the passages that it cites, every number of it stands there too, and it denies where the quoted words deny. A paraphrase in
/// wholly other words, or in another language than the source, therefore counts as unsupported.
/// </remarks>
internal sealed class SentenceJudge(IReadOnlyDictionary<string, SourceText> sources)
{
    /// <summary>The least share of a sentence's content terms that the cited passages must hold together.</summary>
    public const double LeastCoverage = 0.6;

    /// <summary>The least share that a single one must hold to be shown as a citation.</summary>
    private const double LeastShare = 0.3;

    /// <summary>Judges a sentence without a label by the labels that follow in its block; only a claim can go unsupported.</summary>
    public IEnumerable<StitchedSpan> JudgeUnlabelled(int start, int end, string claimed, IReadOnlyList<string> following)
    {
        var found = following.Count == 0 ? [] : Judge(start, end, claimed, following).OfType<VerifiedCitation>().ToList<StitchedSpan>();
        return found.Count > 0 ? found : Judge(start, end, claimed, []);
    }

    /// <param name="claimed">The sentence without its labels.</param>
    /// <param name="labels">The labels in and behind it, in order.</param>
    public IEnumerable<StitchedSpan> Judge(int start, int end, string claimed, IReadOnlyList<string> labels)
    {
        if (labels.Count == 0)
        {
            return sources.Count > 0 && IsClaim(claimed) ? [new UnsupportedSentence(start, end)] : [];
        }

        if (!Words.In(claimed).Any())
        {
            return [];
        }

        SourceText[] cited = [.. labels.Distinct(StringComparer.Ordinal).Where(sources.ContainsKey).Select(label => sources[label])];
        var citations = Supports(cited, claimed)
            ? cited.Select(source => Cite(source, start, end, claimed)).OfType<StitchedSpan>().ToList()
            : [];
        return citations.Count > 0 ? citations : [new UnsupportedSentence(start, end)];
    }

    private static VerifiedCitation? Cite(SourceText source, int start, int end, string claimed)
    {
        var claim = source.Read(claimed);
        return claim.CoveredBy(source.Terms) >= LeastShare && source.BestQuote(claim) is { } quote && quote.Denies == claim.Denies
            ? source.Cite(quote.Span, start, end)
            : null;
    }

    private bool IsClaim(string claimed) => Claim.IsMadeBy(claimed, sources.Values.First().Read(claimed));

    // Sources of several languages stem the sentence in several ways; each term counts where any source holds its form.
    private static bool Supports(SourceText[] cited, string claimed)
    {
        var together = cited.SelectMany(source => source.Terms).ToHashSet(StringComparer.Ordinal);
        return cited.Select(source => source.Read(claimed)).Any(claim =>
            claim.Terms.Count > 0
            && claim.CoveredBy(together) >= LeastCoverage
            && claim.Numbers.All(number => cited.Any(source => source.Numbers.Contains(number))));
    }
}
