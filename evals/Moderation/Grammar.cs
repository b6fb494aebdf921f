using System.Text;

namespace Parley.ModerationEval;

/// <summary>Our own sentences: patterns under their labels, with choices to fill in.</summary>
internal sealed class Grammar
{
    private readonly Dictionary<string, string[]> _choices = [];
    private readonly List<(string Label, string Pattern)> _patterns = [];

    public Grammar(string name)
    {
        using var reader = new StreamReader(typeof(Grammar).Assembly.GetManifestResourceStream(name)!);
        var label = "";
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('@') && line.IndexOf(" = ", StringComparison.Ordinal) is > 0 and var cut)
            {
                _choices[line[1..cut]] = line[(cut + 3)..].Split(" | ");
            }
            else if (line.StartsWith("= ", StringComparison.Ordinal))
            {
                label = line[2..];
            }
            else if (line.Length > 0 && !line.StartsWith("# ", StringComparison.Ordinal))
            {
                _patterns.Add((label, line.Replace("\\n", "\n", StringComparison.Ordinal)));
            }
        }
    }

    public IReadOnlyList<(string Label, string Pattern)> Patterns => _patterns;

    public IReadOnlyCollection<string> Names => _choices.Keys;

    public IReadOnlyList<string> ChoicesOf(string name) => _choices.GetValueOrDefault(name, []);

    public string[] Of(string label) => [.. _patterns.Where(pattern => pattern.Label == label).Select(pattern => pattern.Pattern)];

    /// <summary>A pattern without choices gives one text, another up to so many different ones.</summary>
    public IEnumerable<string> Fill(string pattern, int most, Random random) => pattern.Contains('{')
        ? Enumerable.Range(0, most).Select(_ => Fill(pattern, random)).Distinct()
        : [pattern];

    public string Fill(string pattern, Random random)
    {
        var text = new StringBuilder();
        for (var at = 0; at < pattern.Length; at++)
        {
            var end = pattern[at] == '{' ? pattern.IndexOf('}', at) : -1;
            if (end > 0 && _choices.TryGetValue(pattern[(at + 1)..end], out var choices))
            {
                text.Append(Fill(choices[random.Next(choices.Length)], random));
                at = end;
            }
            else
            {
                text.Append(pattern[at]);
            }
        }

        return text.ToString();
    }
}
