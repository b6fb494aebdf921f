namespace Parley.RedTeam;

/// <summary>Notices that nothing is answered any more: then no further case would say anything, and each would cost its wait. Safe to use from many threads.</summary>
internal sealed class Silence
{
    /// <summary>Cases in a row without an answer after which the run ends.</summary>
    public const int Longest = 20;

    private int _inARow;

    /// <returns>True when it has lasted too long.</returns>
    public bool Hear(string verdict)
    {
        if (verdict == Verdict.Failed)
        {
            return Interlocked.Increment(ref _inARow) >= Longest;
        }

        Interlocked.Exchange(ref _inARow, 0);
        return false;
    }

    /// <summary>What is told of a run that ended so.</summary>
    /// <param name="why">Why the last case failed.</param>
    public static string Sentence(string? why) =>
        $"None of the last cases got an answer, so no more were begun. The last one: {why ?? "it failed."} See that the model answers, and begin a new run.";
}
