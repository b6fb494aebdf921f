using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Parley.Storage;

namespace Parley.Sources.Web;

/// <summary>A page to go to.</summary>
internal sealed record FoundPage(string Url, long Depth);

/// <summary>
/// The pages that a crawl has found, each once, in the order in which they were found. It is kept as the crawl goes on, so that
/// another worker goes on with it.
/// </summary>
internal sealed class Frontier
{
    private readonly SourceRun _run;
    private const long MostCharacters = 32 * 1_048_576;
    private const long ReadAtOnce = 2_000;

    // Only what waits is held by its address: addresses are strangers' and as long as they like.
    private readonly HashSet<UInt128> _known = [];
    private readonly Queue<FoundPage> _waiting = new();
    private readonly int _most;
    private long _characters;

    private Frontier(SourceRun run, int most) => (_run, _most) = (run, most);

    /// <summary>How many pages were gone to.</summary>
    public int Visited { get; private set; }

    /// <summary>Whether nothing was found yet: the crawl is at its beginning.</summary>
    public bool IsNew => _known.Count == 0;

    /// <param name="most">Most pages that are remembered; a site may have no end.</param>
    public static async Task<Frontier> OpenAsync(TenantDatabase database, SourceRun run, int most, CancellationToken cancellationToken)
    {
        var frontier = new Frontier(run, most);
        await using var connection = await database.OpenAsync(run.Tenant, cancellationToken);
        var after = 0L;
        while (await connection.QueryAsync<Row>(
            """
            SELECT url AS Url, depth AS Depth, number AS Number, visited AS Visited FROM source_pages
            WHERE tenant_id = @tenant AND source_id = @source AND number > @after ORDER BY number LIMIT @limit
            """,
            new { source = run.Source.Value, after, limit = ReadAtOnce }) is { Count: > 0 } rows)
        {
            foreach (var row in rows)
            {
                frontier._known.Add(Mark(row.Url));
                if (row.Visited == 0)
                {
                    frontier.Wait(new FoundPage(row.Url, row.Depth));
                }
                else
                {
                    frontier.Visited++;
                }
            }

            after = rows[^1].Number;
        }

        return frontier;
    }

    /// <summary>Remembers pages that were not known.</summary>
    /// <returns>Those, with their numbers, to be kept together with the page that led there.</returns>
    public IReadOnlyList<(FoundPage Page, long Number)> Add(IEnumerable<Uri> addresses, long depth)
    {
        var found = new List<(FoundPage, long)>();
        foreach (var url in addresses.Select(address => address.AbsoluteUri))
        {
            if (_known.Contains(Mark(url)))
            {
                continue;
            }

            IsFull |= _known.Count >= _most || _characters >= MostCharacters;
            if (_characters >= MostCharacters)
            {
                // Said at once: another worker would not know it.
                _run.NotWhole("It leads to more pages than are remembered.");
            }

            if (!IsFull)
            {
                _known.Add(Mark(url));
                var page = new FoundPage(url, depth);
                Wait(page);
                found.Add((page, _known.Count));
            }
        }

        return found;
    }

    public bool TryNext(out FoundPage page)
    {
        var isThere = _waiting.TryDequeue(out page!);
        Visited += isThere ? 1 : 0;
        _characters -= isThere ? page.Url.Length : 0;
        return isThere;
    }

    public bool HasMore => _waiting.Count > 0 || IsFull;

    /// <summary>Whether pages were found that could not be remembered.</summary>
    private bool IsFull { get; set; }

    /// <summary>Keeps that a page was gone to, and what was found there.</summary>
    public async Task KeepAsync(TenantConnection connection, FoundPage? visited, IReadOnlyList<(FoundPage Page, long Number)> found)
    {
        await connection.ExecuteManyAsync(
            """
            INSERT INTO source_pages (tenant_id, source_id, page_hash, url, depth, number) VALUES (@tenant, @source, @hash, @url, @depth, @number)
            ON CONFLICT (tenant_id, source_id, page_hash) DO NOTHING
            """,
            ["source", "hash", "url", "depth", "number"],
            [.. found.Select(one => new object?[] { _run.Source.Value, Names.Hash(one.Page.Url), one.Page.Url, one.Page.Depth, one.Number })]);
        if (visited is not null)
        {
            await connection.ExecuteAsync(
                "UPDATE source_pages SET visited = 1 WHERE tenant_id = @tenant AND source_id = @source AND page_hash = @hash",
                new { source = _run.Source.Value, hash = Names.Hash(visited.Url) });
        }
    }

    private static UInt128 Mark(string url) => BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(MemoryMarshal.AsBytes(url.AsSpan())));

    private void Wait(FoundPage page)
    {
        _waiting.Enqueue(page);
        _characters += page.Url.Length;
    }

    private sealed record Row(string Url, long Depth, long Number, long Visited);
}
