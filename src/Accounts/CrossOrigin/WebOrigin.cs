namespace Parley.Accounts;

/// <summary>The origin of a page, as a browser writes it (RFC 6454): scheme, host and, when unusual, port.</summary>
internal static class WebOrigin
{
    private const int Longest = 300;

    /// <returns>The origin in the browser's spelling; null when the text is none.</returns>
    public static string? Read(string text)
    {
        if (text.Length > Longest || !Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
            || address.UserInfo.Length > 0 || address.PathAndQuery != "/" || address.Fragment.Length > 0 || HostOf(address) is not { } host)
        {
            return null;
        }

        return address.IsDefaultPort ? $"{address.Scheme}://{host}" : $"{address.Scheme}://{host}:{address.Port}";
    }

    // A wildcard is no host, and a name is what travels on the wire, without marks and capitals.
    private static string? HostOf(Uri address)
    {
        try
        {
            var host = address.HostNameType == UriHostNameType.IPv6 ? address.Host : address.IdnHost.ToLowerInvariant();
            return host.Length > 0 && host.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or ':' or '[' or ']') ? host : null;
        }
        catch (UriFormatException)
        {
            return null;
        }
    }
}
