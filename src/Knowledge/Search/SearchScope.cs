using Parley.Knowledge.Indexing;
using Parley.Ranking;
using Parley.Text;

namespace Parley.Knowledge.Search;

/// <summary>A namespace as one search sees it.</summary>
/// <param name="Base">The number that its first chunk has among the chunks of all that is searched.</param>
internal sealed record SearchedNamespace(string Name, long Version, double? Floor, ChunkFacts Facts, int Base);

/// <summary>All that one search looks through, as it stood at one moment. A chunk has one number among the chunks of all namespaces.</summary>
internal sealed record SearchScope(
    IReadOnlyList<SearchedNamespace> Namespaces, Allowed Allowed, IReadOnlyList<Language> Languages, CorpusSize Size)
{
    private const int MostLanguages = 4;

    /// <summary>Chunk numbers are below this.</summary>
    public int Numbers => Namespaces.Count == 0 ? 0 : Namespaces[^1].Base + Namespaces[^1].Facts.Chunks;

    public static async Task<SearchScope> ReadAsync(
        IndexReader index, FactsCache facts, IReadOnlyList<NamespaceRow> rows, AttachedNamespace? attached, IReadOnlyList<string> aclTags)
    {
        var namespaces = new List<SearchedNamespace>();
        foreach (var row in rows)
        {
            namespaces.Add(new(
                row.Name, row.Version, row.FloorPermille / 1000.0, await facts.GetAsync(index.Connection, row.Name, row.Version),
                namespaces.Count == 0 ? 0 : namespaces[^1].Base + namespaces[^1].Facts.Chunks));
        }

        var statistics = await index.StatisticsAsync([.. namespaces.Select(one => one.Name)]);
        var chunks = statistics.Sum(row => row.Chunks);
        return new(
            namespaces,
            await AccessSets.OfAsync(index.Connection, attached is { } own ? [.. aclTags, own.Tag] : aclTags),
            [.. statistics.GroupBy(row => row.Language).OrderByDescending(group => group.Sum(row => row.Chunks))
                .ThenBy(group => group.Key, StringComparer.Ordinal).Take(MostLanguages).Select(group => Language.Find(group.Key))],
            new(chunks, chunks > 0 ? (double)statistics.Sum(row => row.BodyLength) / chunks : 0));
    }

    public (SearchedNamespace Namespace, int Chunk) Place(long number)
    {
        var one = Namespaces.Last(one => one.Base <= number);
        return (one, (int)number - one.Base);
    }
}
