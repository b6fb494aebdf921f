using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Parley.Outgoing;
using Parley.Storage;

namespace Parley.Sources.Web;

/// <summary>Reads a website from its first page and its maps on, link by link.</summary>
internal sealed class WebsiteReader(PageFetcher fetcher, TenantDatabase database, TimeProvider time) : ISourceReader
{
    private const int UsualDepth = 5;
    private const int UsualPages = 1_000;
    private const int FoundPerPage = 5;

    public string Kind => SourceKinds.Website;

    public async IAsyncEnumerable<SourceItem> ListAsync(SourceRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var limit = run.Settings.PageLimit ?? UsualPages;
        var bounds = new SiteBounds(run.Settings);
        var manners = new SiteManners(fetcher, run.Settings.RequestsPerSecond ?? 1, time);
        var most = (FoundPerPage * limit) + 100;
        var frontier = await Frontier.OpenAsync(database, run, most, cancellationToken);
        if (frontier.IsNew)
        {
            yield return await BeginAsync(run, bounds, manners, frontier, most, cancellationToken);
        }

        var visit = new PageVisit(fetcher, manners, bounds, run, PageFetcher.Basic(run.Settings, run.Secrets));
        while (frontier.Visited < limit && frontier.TryNext(out var page))
        {
            var visited = await visit.GoAsync(page, cancellationToken);
            var depth = visited.IsSameDepth ? page.Depth : page.Depth + 1;
            var found = depth <= (run.Settings.Depth ?? UsualDepth) ? frontier.Add(visited.Links.Where(bounds.Takes), depth) : [];
            yield return visited.Item with { Recorded = connection => frontier.KeepAsync(connection, page, found) };
        }

        if (frontier.HasMore)
        {
            run.NotWhole($"It stopped at its limit of {limit} pages.");
        }
    }

    private async Task<SourceItem> BeginAsync(
        SourceRun run, SiteBounds bounds, SiteManners manners, Frontier frontier, int most, CancellationToken cancellationToken)
    {
        var robots = await manners.OfAsync(bounds.Start, cancellationToken);
        if (!robots.Allows(bounds.Start))
        {
            throw new SourceFailedException("The site's robots.txt does not allow its first page to be read.");
        }

        var pages = new List<Uri> { bounds.Start };
        if (run.Settings.Sitemap ?? true)
        {
            var maps = new SiteMaps(fetcher, manners, bounds, PageFetcher.Basic(run.Settings, run.Secrets));
            pages.AddRange(await maps.PagesAsync(run, robots.Sitemaps, most, cancellationToken));
        }

        var found = frontier.Add(pages.Where(bounds.Takes), 0);
        return new SourceItem
        {
            ExternalId = bounds.Start.AbsoluteUri,
            IsNothing = true,
            FetchAsync = _ => Task.FromResult<Fetched>(new Fetched.Absent()),
            Recorded = connection => frontier.KeepAsync(connection, null, found),
        };
    }
}

/// <summary>The maps of a site.</summary>
internal sealed class SiteMaps(PageFetcher fetcher, SiteManners manners, SiteBounds bounds, AuthenticationHeaderValue? authorization)
{
    private const int MostMaps = 200;
    private const long MostCharacters = 16 * 1_048_576;

    /// <summary>The pages that the maps of the site name and that are to be read.</summary>
    /// <param name="named">The maps that robots.txt names.</param>
    /// <param name="most">Most pages that are wanted; where there are more, the listing is not whole.</param>
    public async Task<IReadOnlyList<Uri>> PagesAsync(SourceRun run, IReadOnlyList<string> named, int most, CancellationToken cancellationToken)
    {
        var usual = new Uri(bounds.Start, "/sitemap.xml");
        var waiting = new Queue<Uri>(named.Select(map => SiteBounds.Written(map, bounds.Start)).OfType<Uri>().Where(bounds.IsOfSite).DefaultIfEmpty(usual));
        var (known, pages) = (new HashSet<Uri>(waiting), new List<Uri>());
        var characters = 0L;
        for (var read = 0; read < MostMaps && pages.Count < most && characters < MostCharacters && waiting.TryDequeue(out var address); read++)
        {
            if (await ReadAsync(run, address, mayLack: address == usual && named.Count == 0, cancellationToken) is not { } map)
            {
                continue;
            }

            if (map.IsCut)
            {
                run.NotWhole("A map of the site has more entries than a map may have.");
            }

            foreach (var page in map.Pages.Select(page => SiteBounds.Written(page, address)).OfType<Uri>().Where(bounds.Takes))
            {
                if (pages.Count >= most || characters >= MostCharacters)
                {
                    run.NotWhole("The maps of the site name more pages than are read.");
                    break;
                }

                pages.Add(page);
                characters += page.OriginalString.Length;
            }

            foreach (var further in map.Maps.Select(one => SiteBounds.Written(one, address)).OfType<Uri>().Where(bounds.IsOfSite))
            {
                if (known.Contains(further))
                {
                    continue;
                }

                if (known.Count >= MostMaps)
                {
                    run.NotWhole("The site has more maps than are read.");
                    break;
                }

                known.Add(further);
                waiting.Enqueue(further);
            }
        }

        if (waiting.Count > 0)
        {
            run.NotWhole("The site has more maps than are read.");
        }

        return pages;
    }

    private async Task<Sitemap?> ReadAsync(SourceRun run, Uri address, bool mayLack, CancellationToken cancellationToken)
    {
        try
        {
            await manners.WaitAsync(cancellationToken);
            var proof = Uri.Compare(address, bounds.Start, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0 ? authorization : null;
            var answer = await fetcher.GetAsync(address, null, proof, Sitemap.Longest, cancellationToken);
            if (answer is { Status: HttpStatusCode.OK, Body: { } body } && Sitemap.Parse(body) is { } map)
            {
                return map;
            }

            // Many sites answer every address with a page: that is no map, and nobody said that there is one.
            if (mayLack && answer.Status < HttpStatusCode.InternalServerError)
            {
                return null;
            }
        }
        catch (OutgoingException)
        {
            // Pages that stand in no other place are missing without it.
        }

        run.NotWhole($"A map of the site could not be read: {address.AbsolutePath}.");
        return null;
    }
}
