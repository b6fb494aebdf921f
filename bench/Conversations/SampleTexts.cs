namespace Parley.Bench.Conversations;

/// <summary>Texts whose words are as frequent as those of a language: the n-th word of fifty thousand comes 1/n times as often as the first.</summary>
internal sealed class SampleTexts(Random chance)
{
    private const int Vocabulary = 50_000;
    private const string Syllables = "ba ce di fo gu ka le mi no pu ra se ti vo zu sha tre bli gro dun";

    private static readonly double[] Shares = Accumulate();
    private static readonly string[] Parts = Syllables.Split(' ');

    private readonly Lock _gate = new();

    /// <summary>The word of a rank, from 0.</summary>
    public static string Word(int rank)
    {
        var word = "";
        for (var rest = rank + Parts.Length; rest > 0; rest /= Parts.Length)
        {
            word += Parts[rest % Parts.Length];
        }

        return word;
    }

    public string Next(int words)
    {
        // One source of chance for all that make texts at once.
        lock (_gate)
        {
            return string.Join(' ', Enumerable.Range(0, words).Select(_ => Word(Rank(chance.NextDouble() * Shares[^1])))) + '.';
        }
    }

    private static int Rank(double share)
    {
        var found = Array.BinarySearch(Shares, share);
        return Math.Min(found < 0 ? ~found : found, Vocabulary - 1);
    }

    private static double[] Accumulate()
    {
        var (shares, sum) = (new double[Vocabulary], 0.0);
        for (var rank = 0; rank < Vocabulary; rank++)
        {
            shares[rank] = sum += 1.0 / (rank + 1);
        }

        return shares;
    }
}
