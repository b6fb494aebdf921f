namespace Parley.Sources.Web;

/// <summary>Which addresses belong to what is to be read of a site, and how each is written.</summary>
internal sealed class SiteBounds
{
    private const int Longest = 2_000;

    // What says who sent somebody, not what is there.
    private static readonly string[] Tracking = ["utm_", "gclid=", "fbclid=", "mc_cid=", "mc_eid=", "msclkid="];
    private readonly Uri _start;
    private readonly bool _subdomains;
    private readonly Glob _glob;

    public SiteBounds(SourceSettings settings)
    {
        _start = Written(new Uri(settings.Url!)) ?? throw new SourceFailedException("The address of the site cannot be used.");
        _subdomains = settings.Subdomains ?? false;
        _glob = new Glob(settings.Include, settings.Exclude);
    }

    public Uri Start => _start;

    /// <summary>Whether an address is of the site: of its host, at its port, by http or https.</summary>
    public bool IsOfSite(Uri address) =>
        address.Scheme is "http" or "https" && (address.Port == _start.Port || (address.IsDefaultPort && _start.IsDefaultPort))
        && (address.IdnHost.Equals(_start.IdnHost, StringComparison.OrdinalIgnoreCase)
            || (_subdomains && address.IdnHost.EndsWith("." + _start.IdnHost, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether a page is to be read: the first always, others as the patterns say.</summary>
    public bool Takes(Uri address) => IsOfSite(address) && (address == _start || _glob.Takes(address.PathAndQuery.TrimStart('/')));

    /// <summary>The one way to write an address; null when it is none that can be asked for.</summary>
    public static Uri? Written(Uri address)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https") || address.OriginalString.Length > Longest || address.UserInfo.Length > 0)
        {
            return null;
        }

        var query = address.Query.Length == 0
            ? ""
            : string.Join('&', address.Query[1..].Split('&').Where(part => part.Length > 0 && !Tracking.Any(mark => part.StartsWith(mark, StringComparison.OrdinalIgnoreCase))));
        return new UriBuilder(address) { Fragment = "", Query = query }.Uri;
    }

    /// <inheritdoc cref="Written(Uri)"/>
    public static Uri? Written(string? address, Uri? from = null)
    {
        try
        {
            return Uri.TryCreate(from, address?.Trim() ?? "", out var joined) && joined.IsAbsoluteUri ? Written(joined)
                : Uri.TryCreate(address?.Trim(), UriKind.Absolute, out var whole) ? Written(whole)
                : null;
        }
        catch (Exception exception) when (exception is UriFormatException or ArgumentException)
        {
            return null;
        }
    }
}
