namespace Parley.Moderation;

/// <summary>What words mean to moderation, the same in every language: to ignore, instructions, a threat. Concepts carry what was learned in one language to the others.</summary>
internal static class Concepts
{
    private static readonly (string Concept, string Term)[] Terms =
    [
        .. from line in Lists.Lines("concepts-injection.txt").Concat(Lists.Lines("concepts-harm.txt"))
           let cut = line.IndexOf(':')
           from term in line[(cut + 1)..].Split(", ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
           select (line[..cut], term),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Terms.Select(term => term.Concept).Distinct()];

    public static TermMatcher Matcher { get; } = new(Terms.Select(term => new Term(term.Term, IndexOf(term.Concept))));

    public static int Task { get; } = IndexOf("task");

    public static int Minor { get; } = IndexOf("minor");

    public static int Sexual { get; } = IndexOf("sexact");

    private static int IndexOf(string name)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name)
            {
                return i;
            }
        }

        return -1;
    }
}
