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

    /// <summary>First those that terms stand for, then the broader ones that some of them belong to. At most 128.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Terms.Select(term => term.Concept).Distinct(), .. Terms.Where(term => term.Concept.Contains('.')).Select(term => Broad(term.Concept)).Distinct()];

    /// <summary>For each concept the broader one; itself where there is none.</summary>
    public static int[] Broader { get; } = [.. Names.Select(name => IndexOf(Broad(name)))];

    public static TermMatcher Matcher { get; } = new(Terms.Select(term => new Term(term.Term, IndexOf(term.Concept))));

    /// <summary>How many concepts are of attacks on an assistant; they come first.</summary>
    public static int Attacks { get; } = Lists.Lines("concepts-injection.txt").Select(line => line[..line.IndexOf(':')]).Distinct().Count();

    public static int Task { get; } = IndexOf("task");

    public static int Minor { get; } = IndexOf("minor");

    public static int Sexual { get; } = IndexOf("sex");

    private static string Broad(string name) => name.Split('.')[0];

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
