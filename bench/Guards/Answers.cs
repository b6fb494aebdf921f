namespace Parley.Bench.Guards;

/// <summary>Ordinary answers, and the pieces in which models send them.</summary>
internal static class Answers
{
    private const int Most = 2_000;
    private const int Least = 40;
    private const int LongestToken = 5;

    public static List<string> Read(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText)
            .Concat(Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal).SelectMany(File.ReadLines))
            .Where(answer => answer.Length >= Least).Take(Most),
    ];

    /// <summary>A blank with up to five letters of the word after it, about as tokens are.</summary>
    public static List<string> Tokens(string answer)
    {
        var tokens = new List<string>(answer.Length / 4);
        for (var at = 0; at < answer.Length;)
        {
            var end = at + 1;
            while (end < answer.Length && end - at < LongestToken && !char.IsWhiteSpace(answer[end]))
            {
                end++;
            }

            tokens.Add(answer[at..end]);
            at = end;
        }

        return tokens;
    }
}
