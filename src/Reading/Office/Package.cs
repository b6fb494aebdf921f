using System.Buffers.Binary;
using System.IO.Compression;
using System.Xml;

namespace Parley.Reading.Office;

/// <summary>The parts of an Office Open XML file (ECMA-376 part 2), within limits on their number, size and expansion.</summary>
internal sealed class Package : IDisposable
{
    private const int EndRecord = 22;
    private const int SmallEnough = 1_048_576;

    private readonly ZipArchive _archive;
    private const int MostTypesBytes = 256 * 1_024;

    private readonly Dictionary<string, ZipArchiveEntry> _parts = new(StringComparer.OrdinalIgnoreCase);
    private readonly ReadingOptions _options;
    private long _unpacked;

    private Package(ZipArchive archive, ReadingOptions options)
    {
        (_archive, _options) = (archive, options);
        foreach (var entry in archive.Entries)
        {
            _parts.TryAdd(entry.FullName.Replace('\\', '/').TrimStart('/'), entry);
        }
    }

    /// <exception cref="UnreadableDocumentException">It is damaged, or a bomb.</exception>
    public static Package Open(byte[] bytes, ReadingOptions options)
    {
        CheckCount(bytes, options);
        try
        {
            var package = new Package(new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read), options);
            package.CheckSizes();
            return package;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or ArgumentException or NotSupportedException)
        {
            throw Damaged();
        }
    }

    public static UnreadableDocumentException Damaged() => new("The file is damaged or was cut off. Open it in its program, save it again and send that.");

    public bool Has(string part) => _parts.ContainsKey(part);

    public IEnumerable<string> Names => _parts.Keys;

    /// <summary>The content type of the main part, as far as it is named in the list of types.</summary>
    public string? MainType()
    {
        // Read in the server itself, to tell what a file is: a list that is long is no document's.
        if (!_parts.TryGetValue("[Content_Types].xml", out var types) || types.Length > MostTypesBytes)
        {
            return null;
        }

        return Xml("[Content_Types].xml").Elements("Override").Select(part => part["ContentType"]).FirstOrDefault(
            type => type is not null && type.EndsWith(".main+xml", StringComparison.Ordinal));
    }

    /// <summary>A part as a tree.</summary>
    /// <exception cref="UnreadableDocumentException">It is not there, too large, too deep or no XML.</exception>
    public XmlPart Xml(string part)
    {
        try
        {
            using var reader = Reader(part);
            return XmlPart.Read(reader, _options);
        }
        catch (XmlException exception)
        {
            throw Broken(part, exception);
        }
    }

    /// <summary>A part for reading on; its tags may not nest without limit only if the caller looks at the depth.</summary>
    public XmlReader Reader(string part)
    {
        if (!_parts.TryGetValue(part, out var entry))
        {
            throw Damaged();
        }

        try
        {
            var stream = new LimitedStream(entry.Open(), Unpacked);
            return XmlReader.Create(stream, new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                MaxCharactersFromEntities = 1_024,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
                CloseInput = true,
            });
        }
        catch (InvalidDataException)
        {
            throw Damaged();
        }
    }

    public static UnreadableDocumentException Broken(string part, XmlException exception) => exception.Message.Contains("DTD", StringComparison.Ordinal)
        ? new UnreadableDocumentException($"Its part \"{part}\" declares a document type or entities, which no office program writes. It was not read.")
        : new UnreadableDocumentException($"Its part \"{part}\" is damaged. Open the file in its program, save it again and send that.");

    /// <summary>The targets of a part's relationships by their ids, as names of parts.</summary>
    public Dictionary<string, Relation> Relations(string part)
    {
        var slash = part.LastIndexOf('/');
        var (folder, name) = (part[..(slash + 1)], part[(slash + 1)..]);
        var list = $"{folder}_rels/{name}.rels";
        var relations = new Dictionary<string, Relation>(StringComparer.Ordinal);
        foreach (var relation in Has(list) ? Xml(list).Elements("Relationship") : [])
        {
            if (relation["Id"] is { } id && relation["Target"] is { } target)
            {
                var type = relation["Type"] ?? "";
                relations[id] = new Relation(type[(type.LastIndexOf('/') + 1)..], relation["TargetMode"] == "External" ? target : Resolve(folder, target));
            }
        }

        return relations;
    }

    public void Dispose() => _archive.Dispose();

    private static string Resolve(string folder, string target)
    {
        var path = new List<string>();
        foreach (var step in (target.StartsWith('/') ? target : folder + target).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (step != "..")
            {
                path.Add(step);
            }
            else if (path.Count > 0)
            {
                path.RemoveAt(path.Count - 1);
            }
        }

        return string.Join('/', path);
    }

    // Before the list of entries is made: a list alone may take all memory.
    private static void CheckCount(ReadOnlySpan<byte> bytes, ReadingOptions options)
    {
        var end = bytes.LastIndexOf("PK\u0005\u0006"u8);
        if (end < 0 || bytes.Length - end < EndRecord)
        {
            throw Damaged();
        }

        var count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(end + 10)..]);
        if (count > options.MostParts)
        {
            throw new UnreadableDocumentException($"It holds more than {options.MostParts:N0} files inside. It was not unpacked.");
        }
    }

    private void CheckSizes()
    {
        long all = 0;
        foreach (var entry in _archive.Entries)
        {
            all += entry.Length;
            if (entry.Length > SmallEnough && entry.Length > entry.CompressedLength * _options.MostExpansion)
            {
                throw TooLarge($"A file in it would become more than {_options.MostExpansion} times as large when unpacked");
            }
        }

        if (all > _options.MostUnpackedBytes)
        {
            throw TooLarge($"Unpacked it would have {all:N0} bytes; {_options.MostUnpackedBytes:N0} are the most");
        }
    }

    private void Unpacked(int bytes)
    {
        if ((_unpacked += bytes) > _options.MostUnpackedBytes)
        {
            throw TooLarge($"Unpacked it has more than the {_options.MostUnpackedBytes:N0} bytes that it may have");
        }
    }

    private static UnreadableDocumentException TooLarge(string what) => new($"{what}. It was not read. Send it in parts.");
}

/// <param name="Type">The last word of its type, such as <c>slide</c> or <c>hyperlink</c>.</param>
internal sealed record Relation(string Type, string Target);
