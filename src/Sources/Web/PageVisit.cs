using System.Net;
using System.Net.Http.Headers;
using Parley.Outgoing;

namespace Parley.Sources.Web;

/// <summary>What came of going to a page.</summary>
/// <param name="IsSameDepth">Whether the links are other names of the page itself.</param>
internal sealed record Visited(SourceItem Item, IReadOnlyList<Uri> Links, bool IsSameDepth = false);

/// <summary>Goes to pages of a site, one after the other.</summary>
internal sealed class PageVisit(PageFetcher fetcher, SiteManners manners, SiteBounds bounds, SourceRun run, AuthenticationHeaderValue? authorization)
{
    private const int MostFailures = 8;
    private int _failures;

    /// <exception cref="SourceFailedException">The site does not answer, at its first page or any more.</exception>
    public async Task<Visited> GoAsync(FoundPage page, CancellationToken cancellationToken)
    {
        var address = new Uri(page.Url);
        var known = await run.FindAsync(page.Url, cancellationToken);
        try
        {
            if (!(await manners.OfAsync(address, cancellationToken)).Allows(address))
            {
                return Aside(page, known, "The site's robots.txt does not allow it to be read.");
            }
        }
        catch (SourceFailedException exception) when (!IsOfStart(address))
        {
            return Unread(page, known, exception.Message);
        }

        PageAnswer answer;
        try
        {
            await manners.WaitAsync(cancellationToken);
            var isSame = !run.Full && known is { State: "current" } && known.Acl == run.Acl;
            var proof = IsOfStart(address) ? authorization : null;
            answer = await fetcher.GetAsync(address, isSame ? known!.Stamp : null, proof, run.MostItemBytes, cancellationToken);
        }
        catch (OutgoingException exception)
        {
            return Broken(page, known, exception.Refusal.Detail);
        }

        return Judge(page, address, known, answer);
    }

    private Visited Judge(FoundPage page, Uri address, KnownItem? known, PageAnswer answer)
    {
        switch (answer.Status)
        {
            case HttpStatusCode.NotModified when known is not null:
                _failures = 0;
                return new(Item(page, new Fetched.Unchanged()), Known(known));
            case HttpStatusCode.OK:
                _failures = 0;
                break;
            case HttpStatusCode.Gone when page.Url != bounds.Start.AbsoluteUri:
                return new(Item(page, new Fetched.Deleted()), []);
            case HttpStatusCode.NotFound when page.Url != bounds.Start.AbsoluteUri:
                return new(Item(page, new Fetched.Absent()), []);
            default:
                return Broken(page, known, $"The site answers {(int)answer.Status}.");
        }

        if (SiteBounds.Written(answer.At) is { } at && at != address)
        {
            return bounds.IsOfSite(at) ? Elsewhere(page, known, at) : Gone(page, known);
        }

        if (answer.Body is not { Length: > 0 })
        {
            return answer.Body is null ? Aside(page, known, "It is a picture, a sound or a font.") : Gone(page, known);
        }

        return answer.MediaType is "text/html" or "application/xhtml+xml" ? Page(page, address, known, answer) : File(page, address, known, answer);
    }

    private bool IsOfStart(Uri address) => address.GetLeftPart(UriPartial.Authority) == bounds.Start.GetLeftPart(UriPartial.Authority);

    private Visited Page(FoundPage page, Uri address, KnownItem? known, PageAnswer answer)
    {
        var view = PageView.Read(answer);
        var links = view.Links.Select(link => new Uri(link)).ToList();
        if (view.Canonical is { } canonical && canonical != address && bounds.IsOfSite(canonical))
        {
            return Elsewhere(page, known, canonical);
        }

        return view.IsIndexed
            ? new(
                Item(page, new Fetched.Content(
                    view.Utf8, "text/html", null, null, page.Url, Stamp: answer.Stamp, Links: [.. links.Where(bounds.Takes).Select(link => link.AbsoluteUri)])),
                links)
            : Aside(page, known, "The page asks not to be indexed.") with { Links = links };
    }

    private static Visited File(FoundPage page, Uri address, KnownItem? known, PageAnswer answer)
    {
        if (!PageView.MayKeep(answer))
        {
            return Aside(page, known, "The site asks that it is not indexed.");
        }

        var name = Uri.UnescapeDataString(address.Segments[^1]);
        return new(Item(page, new Fetched.Content(answer.Body!, answer.MediaType, name.Contains('.', StringComparison.Ordinal) ? name : null, null, page.Url, Stamp: answer.Stamp)), []);
    }

    private Visited Broken(FoundPage page, KnownItem? known, string reason)
    {
        if (page.Url == bounds.Start.AbsoluteUri)
        {
            throw new SourceFailedException($"The first page cannot be read. {reason}");
        }

        if (++_failures >= MostFailures)
        {
            throw new SourceFailedException($"The site does not answer any more. {reason}");
        }

        return Unread(page, known, reason);
    }

    private Visited Unread(FoundPage page, KnownItem? known, string reason)
    {
        // Where it led before, it leads on; of a page that was never read nobody knows what stands behind it.
        if (known is null)
        {
            run.NotWhole("A page that is new could not be read.");
        }

        return new(Item(page, new Fetched.Failed(reason)), Known(known));
    }

    // Only what is known has to be told of: else each page of a shop's filters would be kept as one that is not.
    private static Visited Aside(FoundPage page, KnownItem? known, string reason) =>
        new(known is null ? Nothing(page) : Item(page, new Fetched.Skipped(reason)), []);

    // A site that sends every page to its sign-in, or empties it, has lost its pages for a while: what goes is decided by the whole listing.
    private static Visited Gone(FoundPage page, KnownItem? known) => new(known is null ? Nothing(page) : Item(page, new Fetched.Absent()), []);

    private static Visited Elsewhere(FoundPage page, KnownItem? known, Uri to) => Gone(page, known) with { Links = [to], IsSameDepth = true };

    private static IReadOnlyList<Uri> Known(KnownItem? known) => [.. (known?.Links ?? []).Select(link => SiteBounds.Written(link)).OfType<Uri>()];

    private static SourceItem Item(FoundPage page, Fetched fetched) => new() { ExternalId = page.Url, FetchAsync = _ => Task.FromResult(fetched) };

    private static SourceItem Nothing(FoundPage page) => Item(page, new Fetched.Absent()) with { IsNothing = true };
}
