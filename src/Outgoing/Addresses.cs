using System.Net;

namespace Parley.Outgoing;

/// <summary>What an address may look like, before anybody asks where it leads.</summary>
internal static class Addresses
{
    private const int Longest = 4096;

    /// <returns>Null when a call to it may be tried.</returns>
    public static Refusal? Judge(Uri? address, bool allowPrivate)
    {
        if (address is not { IsAbsoluteUri: true } || address.OriginalString.Length > Longest || address.Scheme is not ("http" or "https")
            || address.UserInfo.Length > 0 || address.Port is <= 0 or > 65535 || HostOf(address) is not { Length: > 0 } host)
        {
            return Refusals.NoAddress;
        }

        // Uri has read 0x7f.1, 017700000001 and 2130706433 as what they mean by now.
        return IPAddress.TryParse(host, out var literal) ? Refusals.Of(literal, allowPrivate) : null;
    }

    public static bool SameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static string? HostOf(Uri address)
    {
        try
        {
            return address.IdnHost;
        }
        catch (UriFormatException)
        {
            return null;
        }
    }
}
