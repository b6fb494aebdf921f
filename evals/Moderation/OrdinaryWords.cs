namespace Parley.ModerationEval;

/// <summary>
/// Words that our sentences of harm are made of, said of ordinary things: a rope that costs twelve dollars, a box that holds twenty pills, a street
/// that is closed on Monday. Without them each such word alone would tell harm.
/// </summary>
internal static class OrdinaryWords
{
    private const int Seed = 20261124;
    private const int PerList = 60;
    private const int PerSentence = 30;

    public static IEnumerable<Example> Write()
    {
        var (random, grammar) = (new Random(Seed), new Grammar("ordinary"));
        foreach (var (form, pattern) in grammar.Patterns)
        {
            // Lists are put together of hundreds of words; a sentence has few choices.
            foreach (var text in grammar.Fill(pattern, form == "sentence" ? PerSentence : PerList, random))
            {
                yield return new(text, "ordinary", pattern, Example.Harm(), 1);
            }
        }
    }
}
