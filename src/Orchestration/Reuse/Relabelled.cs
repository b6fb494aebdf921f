using System.Text.RegularExpressions;

namespace Parley.Orchestration;

/// <summary>Writes a kept answer with the labels that its sources have now.</summary>
internal static partial class Relabelled
{
    /// <returns>Null when a source that it names was not found this time: then the answer may rest on what the asker does not get.</returns>
    public static string? Of(KeptText kept, IReadOnlyList<Source> sources)
    {
        var now = new Dictionary<string, string>();
        foreach (var named in kept.Sources)
        {
            if (sources.FirstOrDefault(source => named.IsIn(source.Hit)) is not { } found)
            {
                return null;
            }

            now[named.Label] = found.Label;
        }

        return Label().Replace(kept.Answer, match => now.TryGetValue(match.Groups[1].Value, out var label) ? $"[{label}]" : match.Value);
    }

    /// <summary>The sources that an answer names.</summary>
    public static IReadOnlyList<KeptSource> Named(string answer, IReadOnlyList<Source> sources)
    {
        var named = Label().Matches(answer).Select(match => match.Groups[1].Value).ToHashSet();
        return [.. sources.Where(source => named.Contains(source.Label)).Select(KeptSource.Of)];
    }

    [GeneratedRegex(@"\[(S\d+)\]")]
    private static partial Regex Label();
}
