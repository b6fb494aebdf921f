namespace Parley.Evaluation;

/// <summary>What a search found for a question.</summary>
/// <param name="Documents">External ids, the best first.</param>
/// <param name="AnswerableScore">0 to 1: how sure the search is that what it found answers the question; null where it does not tell.</param>
public sealed record RetrievalAnswer(IReadOnlyList<string> Documents, double? AnswerableScore = null);

/// <summary>Whatever is measured: our search, a baseline, or a search with one of its parts switched off.</summary>
/// <param name="top">How many documents are looked at.</param>
public delegate ValueTask<RetrievalAnswer> RetrievalSearch(RetrievalQuestion question, int top, CancellationToken cancellationToken);

/// <summary>One question as it was answered and measured.</summary>
public sealed record RetrievalOutcome(RetrievalQuestion Question, RetrievalMeasures Measures, double? AnswerableScore);

/// <summary>All questions of a set, asked of one search.</summary>
public sealed record RetrievalRun(string Set, IReadOnlyList<RetrievalOutcome> Outcomes)
{
    public RetrievalMeasures Mean => RetrievalMeasures.Mean([.. Outcomes.Select(outcome => outcome.Measures)]);

    public static async Task<RetrievalRun> OfAsync(
        string set, IEnumerable<RetrievalQuestion> questions, RetrievalSearch search, CancellationToken cancellationToken)
    {
        var outcomes = new List<RetrievalOutcome>();
        foreach (var question in questions)
        {
            var answer = await search(question, RetrievalMeasures.Depth, cancellationToken);
            outcomes.Add(new(question, RetrievalMeasures.Of(answer.Documents, question.Gold), answer.AnswerableScore));
        }

        return new(set, outcomes);
    }

    /// <summary>The same run over some of its questions.</summary>
    public RetrievalRun Of(Func<RetrievalQuestion, bool> which) => this with { Outcomes = [.. Outcomes.Where(outcome => which(outcome.Question))] };

    /// <summary>This run minus another over the same questions.</summary>
    public Difference Against(RetrievalRun other, Func<RetrievalMeasures, double> measure, Random random) => PairedBootstrap.Of(
        [.. Outcomes.Zip(other.Outcomes, (ours, theirs) => measure(ours.Measures) - measure(theirs.Measures))], random);
}
