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
        var frontier = await Frontier.OpenAsync(database, run, (FoundPerPage * limit) + 100, cancellationToken);
        if (frontier.IsNew)
        {
            yield return await BeginAsync(run, bounds, manners, frontier, cancellationToken);
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
        SourceRun run, SiteBounds bounds, SiteManners manners, Frontier frontier, CancellationToken cancellationToken)
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
            pages.AddRange(await maps.PagesAsync(run, robots.Sitemaps, cancellationToken));
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
    private const int MostPages = 200_000;

    /// <param name="named">The maps that robots.txt names.</param>
    public async Task<IReadOnlyList<Uri>> PagesAsync(SourceRun run, IReadOnlyList<string> named, CancellationToken cancellationToken)
    {
        var usual = new Uri(bounds.Start, "/sitemap.xml");
        var waiting = new Queue<Uri>(named.Select(map => SiteBounds.Written(map, bounds.Start)).OfType<Uri>().Where(bounds.IsOfSite).DefaultIfEmpty(usual));
        var (known, pages) = (new HashSet<Uri>(waiting), new List<Uri>());
        for (var read = 0; read < MostMaps && pages.Count < MostPages && waiting.TryDequeue(out var address); read++)
        {
            if (await ReadAsync(run, address, mayLack: address == usual && named.Count == 0, cancellationToken) is not { } map)
            {
                continue;
            }

            pages.AddRange(map.Pages.Select(page => SiteBounds.Written(page, address)).OfType<Uri>().Take(MostPages - pages.Count));
            foreach (var further in map.Maps.Select(one => SiteBounds.Written(one, address)).OfType<Uri>().Where(bounds.IsOfSite))
            {
                if (known.Count < MostMaps && known.Add(further))
                {
                    waiting.Enqueue(further);
                }
            }
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
