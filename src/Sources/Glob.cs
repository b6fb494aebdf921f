namespace Parley.Sources;

/// <summary>Patterns of paths: <c>*</c> is anything within a part, <c>**</c> any parts, <c>?</c> one character.</summary>
internal sealed class Glob
{
    private readonly Step[][] _include;
    private readonly Step[][] _exclude;

    public Glob(IReadOnlyList<string>? include, IReadOnlyList<string>? exclude) =>
        (_include, _exclude) = ([.. (include ?? []).Select(Read)], [.. (exclude ?? []).Select(Read)]);

    private enum Kind
    {
        Letter,
        One,
        Part,
        Any,

        // Any folders with the slash behind the last, or none: walked over, or entered.
        Folders,
        Within,
    }

    /// <param name="path">With <c>/</c> between its parts, and none before the first.</param>
    public bool Takes(string path) => (_include.Length == 0 || Any(_include, path)) && !Any(_exclude, path);

    private static bool Any(Step[][] patterns, string path) => Array.Exists(patterns, pattern => Fits(pattern, path));

    private static Step[] Read(string pattern)
    {
        var trimmed = pattern.TrimStart('/');
        var steps = new List<Step>();

        // A name without a part before it is meant wherever it stands, as in .gitignore.
        if (!trimmed.Contains('/', StringComparison.Ordinal) && trimmed.Length == pattern.Length)
        {
            steps.AddRange([new(Kind.Folders), new(Kind.Within)]);
        }

        for (var i = 0; i < trimmed.Length; i++)
        {
            if (trimmed.AsSpan(i).StartsWith("**/"))
            {
                steps.AddRange([new(Kind.Folders), new(Kind.Within)]);
                i += 2;
            }
            else if (trimmed.AsSpan(i).StartsWith("**"))
            {
                steps.Add(new(Kind.Any));
                i++;
            }
            else
            {
                steps.Add(trimmed[i] switch { '*' => new(Kind.Part), '?' => new(Kind.One), var letter => new(Kind.Letter, letter) });
            }
        }

        return [.. steps];
    }

    // All places at once, as a machine of states: a pattern is somebody's input and so is the path, and neither takes more than both lengths multiplied.
    private static bool Fits(Step[] pattern, string path)
    {
        var (now, next) = (new bool[pattern.Length + 1], new bool[pattern.Length + 1]);
        Enter(pattern, now, 0);
        foreach (var letter in path)
        {
            Array.Clear(next);
            for (var i = 0; i < pattern.Length; i++)
            {
                if (now[i])
                {
                    Take(pattern, next, i, letter);
                }
            }

            (now, next) = (next, now);
        }

        return now[pattern.Length];
    }

    private static void Take(Step[] pattern, bool[] next, int at, char letter)
    {
        switch (pattern[at].Kind)
        {
            case Kind.Letter when pattern[at].Text == letter:
            case Kind.One when letter != '/':
                Enter(pattern, next, at + 1);
                break;
            case Kind.Part when letter != '/':
            case Kind.Any:
                Enter(pattern, next, at);
                break;
            case Kind.Within:
                next[at] = true;
                if (letter == '/')
                {
                    Enter(pattern, next, at + 1);
                }

                break;
        }
    }

    private static void Enter(Step[] pattern, bool[] places, int at)
    {
        while (!places[at])
        {
            places[at] = true;
            switch (at < pattern.Length ? pattern[at].Kind : Kind.Letter)
            {
                case Kind.Part or Kind.Any:
                    at++;
                    break;
                case Kind.Folders:
                    places[at + 1] = true;
                    at += 2;
                    break;
            }
        }
    }

    private readonly record struct Step(Kind Kind, char Text = '\0');
}
