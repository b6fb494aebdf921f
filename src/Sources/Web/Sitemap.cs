using System.IO.Compression;
using System.Text;

namespace Parley.Sources.Web;

/// <summary>A map of a site: pages, or further maps. As sitemaps.org has it; a plain list of addresses too.</summary>
internal sealed record Sitemap(IReadOnlyList<string> Pages, IReadOnlyList<string> Maps)
{
    /// <summary>The largest map, unpacked.</summary>
    public const int Longest = 50 * 1_048_576;

    private const int MostEntries = 50_000;

    /// <returns>Null when it cannot be read.</returns>
    public static Sitemap? Parse(byte[] bytes)
    {
        if (Unpack(bytes) is not { } plain)
        {
            return null;
        }

        if (!plain.AsSpan().Trim("\uFEFF \t\r\n"u8).StartsWith("<"u8))
        {
            return FromLines(plain);
        }

        var root = SafeXml.Read(plain)?.Root;
        return root?.Name.LocalName switch
        {
            "urlset" => new(Locations(root, "url"), []),
            "sitemapindex" => new([], Locations(root, "sitemap")),
            _ => null,
        };
    }

    private static IReadOnlyList<string> Locations(System.Xml.Linq.XElement root, string entry) =>
    [
        .. from element in root.Elements()
           where element.Name.LocalName == entry
           let location = element.Elements().FirstOrDefault(child => child.Name.LocalName == "loc")?.Value.Trim()
           where location is { Length: > 0 }
           select location,
    ];

    private static Sitemap? FromLines(byte[] plain)
    {
        var lines = Encoding.UTF8.GetString(plain).Split('\n', MostEntries + 1).Select(line => line.Trim()).Where(line => line.Length > 0).Take(MostEntries).ToList();
        return lines.Count > 0 && lines.TrueForAll(line => line.StartsWith("http", StringComparison.OrdinalIgnoreCase)) ? new(lines, []) : null;
    }

    // A packed map says itself that it is one, whatever it is called.
    private static byte[]? Unpack(byte[] bytes)
    {
        if (!bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
        {
            return bytes;
        }

        try
        {
            using var packed = new GZipStream(new MemoryStream(bytes, writable: false), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            var buffer = new byte[81_920];
            int read;
            while ((read = packed.Read(buffer)) > 0)
            {
                plain.Write(buffer, 0, read);
                if (plain.Length > Longest)
                {
                    return null;
                }
            }

            return plain.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
