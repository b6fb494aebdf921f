using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using Parley.Sources.Web;

namespace Parley.Sources.Feed;

/// <summary>Reads a feed. Entries that it does not show any more stay: a feed forgets, and means nothing by it.</summary>
internal sealed class SyndicationReader(PageFetcher fetcher, TimeProvider time) : ISourceReader
{
    private const int UsualEntries = 200;
    private const int LongestFeed = 10 * 1_048_576;

    public string Kind => SourceKinds.Feed;

    public async IAsyncEnumerable<SourceItem> ListAsync(SourceRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        run.NotWhole(null);
        var address = new Uri(run.Settings.Url!);
        var answer = await AskAsync(run, address, cancellationToken);
        if (answer.Status == HttpStatusCode.NotModified)
        {
            run.AsBefore();
            yield break;
        }

        var entries = answer is { Status: HttpStatusCode.OK, Body: { } body }
            ? FeedDocument.Parse(body) ?? throw new SourceFailedException("The address answers with something that is no feed of RSS or Atom.")
            : throw new SourceFailedException($"The feed answers {(int)answer.Status}.");
        var manners = new SiteManners(fetcher, 1, time);
        foreach (var entry in entries.Take(run.Settings.PageLimit ?? UsualEntries))
        {
            yield return Item(run, address, entry, manners);
        }

        run.Cursor = answer.Stamp is { } stamp ? $"{stamp}\n{run.Acl}" : null;
    }

    // Other access tags of the source concern every entry: then the feed is read though it is as it was.
    private async Task<PageAnswer> AskAsync(SourceRun run, Uri address, CancellationToken cancellationToken)
    {
        var known = run.Cursor?.Split('\n');
        return await fetcher.GetAsync(
            address, known is [var stamp, var acl] && acl == run.Acl ? stamp : null, PageFetcher.Basic(run.Settings, run.Secrets), LongestFeed, cancellationToken);
    }

    private SourceItem Item(SourceRun run, Uri feed, FeedEntry entry, SiteManners manners)
    {
        var link = SiteBounds.Written(entry.Link, feed);
        var isFull = run.Settings.FullPages == true && link is not null;
        return new SourceItem
        {
            ExternalId = entry.Id.Length <= 2_000 ? entry.Id : Names.Hash(entry.Id),
            Stamp = isFull && entry.Changed is { } changed ? changed.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) : null,
            FetchAsync = isFull ? cancellationToken => PageAsync(run, entry, link!, manners, cancellationToken) : _ => Task.FromResult(Own(entry, link)),
        };
    }

    private static Fetched Own(FeedEntry entry, Uri? link)
    {
        var title = entry.Title is null ? "" : HtmlEncoder.Default.Encode(WebUtility.HtmlDecode(entry.Title));
        var text = $"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{entry.Html}</article></body></html>";
        return title.Length == 0 && string.IsNullOrWhiteSpace(entry.Html)
            ? new Fetched.Skipped("The entry has no words.")
            : new Fetched.Content(Encoding.UTF8.GetBytes(text), "text/html", null, WebUtility.HtmlDecode(entry.Title), link?.AbsoluteUri);
    }

    private async Task<Fetched> PageAsync(SourceRun run, FeedEntry entry, Uri link, SiteManners manners, CancellationToken cancellationToken)
    {
        try
        {
            if (!(await manners.OfAsync(link, cancellationToken)).Allows(link))
            {
                return Own(entry, link);
            }
        }
        catch (SourceFailedException exception)
        {
            return new Fetched.Failed(exception.Message);
        }

        await manners.WaitAsync(cancellationToken);
        var answer = await fetcher.GetAsync(link, null, null, run.MostItemBytes, cancellationToken);
        var view = answer is { Status: HttpStatusCode.OK, Body: { Length: > 0 }, MediaType: "text/html" or "application/xhtml+xml" } ? PageView.Read(answer) : null;
        return answer switch
        {
            // A page that asks not to be kept stays where it is; what the feed itself says was meant for readers.
            { Status: HttpStatusCode.OK } when view is { IsIndexed: false } || !PageView.MayKeep(answer) => Own(entry, link),
            _ when view is not null => new Fetched.Content(view.Utf8, "text/html", null, null, link.AbsoluteUri),
            { Status: HttpStatusCode.OK, Body: { Length: > 0 } bytes } => new Fetched.Content(bytes, answer.MediaType, null, entry.Title, link.AbsoluteUri),
            { Status: HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.Gone } => Own(entry, link),
            _ => new Fetched.Failed($"The page of the entry answers {(int)answer.Status}."),
        };
    }
}
