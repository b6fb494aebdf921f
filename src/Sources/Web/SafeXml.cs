using System.Xml;
using System.Xml.Linq;

namespace Parley.Sources.Web;

/// <summary>Reads XML of strangers: nothing is fetched because of it, nothing in it is expanded, and it is not endless.</summary>
internal static class SafeXml
{
    private const int MostCharacters = 60 * 1_048_576;
    private const int Deepest = 64;
    private const int MostNodes = 500_000;

    // A declaration of a document type is passed over; what it declares is then unknown, and its use an error.
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        MaxCharactersInDocument = MostCharacters,
        MaxCharactersFromEntities = 1_024,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>Reads it piece by piece; errors are <see cref="XmlException"/>s.</summary>
    public static XmlReader Open(Stream stream) => XmlReader.Create(stream, Settings);

    /// <returns>Null when it is no XML that can be read so.</returns>
    public static XDocument? Read(byte[] bytes)
    {
        try
        {
            // A tree takes many times the room of its text: what would become too large is told before it is built.
            using var check = Open(new MemoryStream(bytes, writable: false));
            for (var nodes = 0; check.Read();)
            {
                nodes += 1 + check.AttributeCount;
                if (check.Depth > Deepest || nodes > MostNodes)
                {
                    return null;
                }
            }

            using var reader = Open(new MemoryStream(bytes, writable: false));
            return XDocument.Load(reader);
        }
        catch (Exception exception) when (exception is XmlException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
