using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Parley.Sources.Web;

/// <summary>A map of a site: pages, or further maps. As sitemaps.org has it; a plain list of addresses too.</summary>
/// <param name="IsCut">Whether it has more entries than a map may have; the others were not read.</param>
internal sealed record Sitemap(IReadOnlyList<string> Pages, IReadOnlyList<string> Maps, bool IsCut = false)
{
    /// <summary>The largest map, as it is sent.</summary>
    public const int Longest = 50 * 1_048_576;

    private const int MostEntries = 50_000;
    private const int MostNodes = 2_000_000;
    private const int MostCharacters = 60 * 1_048_576;
    private const int LongestAddress = 2_048;

    /// <summary>Reads it piece by piece, packed or not: what a map of some thousand bytes unpacks to is never held as a whole.</summary>
    /// <returns>Null when it cannot be read.</returns>
    public static Sitemap? Parse(byte[] bytes)
    {
        try
        {
            using var first = Unpack(bytes);
            var start = new byte[512];
            var length = first.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            using var plain = Unpack(bytes);
            return start.AsSpan(0, length).Trim("\uFEFF \t\r\n"u8).StartsWith("<"u8) ? FromXml(plain) : FromLines(plain);
        }
        catch (Exception exception) when (exception is InvalidDataException or XmlException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    // A packed map says itself that it is one, whatever it is called.
    private static Stream Unpack(byte[] bytes)
    {
        var packed = new MemoryStream(bytes, writable: false);
        return bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]) ? new GZipStream(packed, CompressionMode.Decompress) : packed;
    }

    private static Sitemap? FromXml(Stream plain)
    {
        using var reader = SafeXml.Open(plain);
        reader.MoveToContent();
        var (root, found, place) = (reader.LocalName, new List<string>(), new char[LongestAddress + 1]);
        if (root is not ("urlset" or "sitemapindex"))
        {
            return null;
        }

        var (entry, hasLocation) = (root == "urlset" ? "url" : "sitemap", true);
        for (var nodes = 0; found.Count <= MostEntries && reader.Read(); nodes++)
        {
            if (nodes > MostNodes || reader.AttributeCount > 100)
            {
                return null;
            }

            if (reader is { NodeType: XmlNodeType.Element, Depth: 1 })
            {
                hasLocation = reader.LocalName != entry;
            }
            else if (!hasLocation && reader is { NodeType: XmlNodeType.Element, Depth: 2, LocalName: "loc", IsEmptyElement: false })
            {
                hasLocation = true;
                if (Location(reader, place) is { Length: > 0 } location)
                {
                    found.Add(location);
                }
            }
        }

        var isCut = Cut(found);
        return root == "urlset" ? new(found, [], isCut) : new([], found, isCut);
    }

    // Longer ones can be asked for nowhere, and are passed over.
    private static string? Location(XmlReader reader, char[] place)
    {
        var length = 0;
        while (reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            for (int read; length < place.Length && reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA
                && (read = reader.ReadValueChunk(place, length, place.Length - length)) > 0;)
            {
                length += read;
            }
        }

        return length > LongestAddress ? null : new string(place, 0, length).Trim();
    }

    private static Sitemap? FromLines(Stream plain)
    {
        using var reader = new StreamReader(plain, Encoding.UTF8);
        var (lines, line, buffer) = (new List<string>(), new StringBuilder(), new char[16_384]);
        var characters = 0;
        for (int read; lines.Count <= MostEntries && (read = reader.Read(buffer)) > 0;)
        {
            characters += read;
            if (characters > MostCharacters)
            {
                return null;
            }

            foreach (var letter in buffer.AsSpan(0, read))
            {
                if (letter != '\n')
                {
                    _ = line.Length <= LongestAddress ? line.Append(letter) : line;
                }
                else if (!Take(lines, line))
                {
                    return null;
                }
            }
        }

        return Take(lines, line) && lines.Count > 0 ? new(lines, [], Cut(lines)) : null;
    }

    // One more than is taken was read, to know that there is more.
    private static bool Cut(List<string> entries)
    {
        var isCut = entries.Count > MostEntries;
        entries.RemoveRange(Math.Min(entries.Count, MostEntries), entries.Count - Math.Min(entries.Count, MostEntries));
        return isCut;
    }

    private static bool Take(List<string> lines, StringBuilder line)
    {
        var text = line.ToString().Trim();
        line.Clear();
        var isAddress = text.StartsWith("http", StringComparison.OrdinalIgnoreCase);
        if (isAddress && text.Length <= LongestAddress && lines.Count <= MostEntries)
        {
            lines.Add(text);
        }

        return isAddress || text.Length == 0;
    }
}
