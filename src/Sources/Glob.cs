using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Sources;

/// <summary>Patterns of paths: <c>*</c> is anything within a part, <c>**</c> any parts, <c>?</c> one character.</summary>
internal sealed class Glob
{
    private readonly Regex[] _include;
    private readonly Regex[] _exclude;

    public Glob(IReadOnlyList<string>? include, IReadOnlyList<string>? exclude) =>
        (_include, _exclude) = ([.. (include ?? []).Select(Compile)], [.. (exclude ?? []).Select(Compile)]);

    /// <param name="path">With <c>/</c> between its parts, and none before the first.</param>
    public bool Takes(string path) => (_include.Length == 0 || Any(_include, path)) && !Any(_exclude, path);

    public static bool Matches(string pattern, string path) => Compile(pattern).IsMatch(path);

    private static bool Any(Regex[] patterns, string path) => Array.Exists(patterns, pattern => pattern.IsMatch(path));

    // Without backtracking: a pattern is somebody's input, and so is the path.
    private static Regex Compile(string pattern)
    {
        var trimmed = pattern.TrimStart('/');
        var form = new StringBuilder(@"\A");

        // A name without a part before it is meant wherever it stands, as in .gitignore.
        if (!trimmed.Contains('/', StringComparison.Ordinal) && trimmed.Length == pattern.Length)
        {
            form.Append("(?:.*/)?");
        }

        for (var i = 0; i < trimmed.Length; i++)
        {
            if (trimmed.AsSpan(i).StartsWith("**/"))
            {
                form.Append("(?:.*/)?");
                i += 2;
            }
            else if (trimmed.AsSpan(i).StartsWith("**"))
            {
                form.Append(".*");
                i++;
            }
            else
            {
                form.Append(trimmed[i] switch { '*' => "[^/]*", '?' => "[^/]", var letter => Regex.Escape(letter.ToString()) });
            }
        }

        return new Regex(form.Append(@"\z").ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }
}
