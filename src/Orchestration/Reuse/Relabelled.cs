using Parley.Knowledge;

namespace Parley.Orchestration;

/// <summary>Writes a kept answer with the labels that its sources have now.</summary>
internal static class Relabelled
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

        return CitationStitcher.Relabel(kept.Answer, label => now.GetValueOrDefault(label, label));
    }

    /// <summary>The sources that an answer names.</summary>
    public static IReadOnlyList<KeptSource> Named(string answer, IReadOnlyList<Source> sources)
    {
        var named = CitationStitcher.LabelsOf(answer).ToHashSet();
        return [.. sources.Where(source => named.Contains(source.Label)).Select(KeptSource.Of)];
    }
}
