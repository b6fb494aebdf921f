using System.Net;
using System.Net.Sockets;

namespace Parley.Redaction;

/// <summary>Addresses of the Internet Protocol, version 4 and 6.</summary>
internal static class IpReader
{
    private const int LongestOfSix = 45;

    public static bool IsShort(ReadOnlySpan<char> name)
    {
        var parts = 0;
        foreach (var range in name.Split('.'))
        {
            var part = name[range];
            parts++;
            if (part.Length is 0 or > 3 || part.ContainsAnyExceptInRange('0', '9') || (part.Length > 1 && part[0] == '0') || int.Parse(part, null) > 255)
            {
                return false;
            }
        }

        return parts == 4;
    }

    public static void ReadLong(ReadOnlySpan<char> text, int start, int end, List<PersonalDatum> found)
    {
        for (var at = start; at < end; at++)
        {
            var stop = at;
            while (stop < end && (char.IsAsciiHexDigit(text[stop]) || text[stop] is ':' or '.'))
            {
                stop++;
            }

            var to = stop;
            while (to > at && (text[to - 1] == '.' || (text[to - 1] == ':' && (to - at < 2 || text[to - 2] != ':'))))
            {
                to--;
            }

            var name = text[at..to];
            var isApart = (at == start || !char.IsLetterOrDigit(text[at - 1])) && (stop == end || !char.IsLetterOrDigit(text[stop]));
            if (isApart && name.Length is > 3 and <= LongestOfSix && name.Count(':') >= 2 && name.ContainsAnyInRange('0', '9')
                && IPAddress.TryParse(name, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                found.Add(new(DatumKinds.Ip, at, to, 0.96));
            }

            at = stop;
        }
    }
}
