using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Parley.Knowledge.Search;

/// <summary>
/// What was found lately, in the memory of this node. A result is found again only for the same tenant, rights and question, and only while every
/// namespace that was searched is at the version that it was found in: nothing has to be told that a document changed.
/// </summary>
internal sealed class SearchCache(IOptions<KnowledgeOptions> options) : IDisposable
{
    private const long BytesOfCandidate = 1_500;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _results = new(new MemoryCacheOptions { SizeLimit = Math.Max(1, options.Value.CachedResultBytes) });

    /// <summary>The name of a search in the state that the knowledge base has in this moment.</summary>
    /// <param name="namespaces">As they stand in the search's snapshot.</param>
    public static string Key(TenantScope tenant, IReadOnlyList<string> aclTags, SearchRequest request, IReadOnlyList<NamespaceRow> namespaces) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new
        {
            tenant = tenant.Id.Value,
            tags = aclTags.Order(StringComparer.Ordinal),
            attached = request.Attached?.Name,
            request.Query,
            request.History,
            request.TopK,
            request.Mode,
            namespaces,
        })));

    public SearchResult? Find(string key) => _results.Get<SearchResult>(key) is { Explanation: { } explanation } known
        ? known with { Explanation = explanation with { IsCached = true } }
        : null;

    /// <summary>Keeps a result, unless a leg was missing or lagged behind: the next search may have more.</summary>
    public void Keep(string key, SearchResult result)
    {
        if (options.Value.CachedResultBytes > 0 && result.Explanation is { } explanation && explanation.Legs.All(leg => leg is { State: "answered" or "off", Behind: 0 }))
        {
            _results.Set(key, result, new MemoryCacheEntryOptions
            {
                Size = (2L * result.Hits.Sum(hit => hit.Text.Length)) + (BytesOfCandidate * (1 + explanation.Candidates.Count)),
                AbsoluteExpirationRelativeToNow = Longest,
            });
        }
    }

    public void Dispose() => _results.Dispose();
}
