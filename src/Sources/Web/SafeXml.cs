using System.Xml;
using System.Xml.Linq;

namespace Parley.Sources.Web;

/// <summary>Reads XML of strangers: nothing is fetched because of it, nothing in it is expanded, and it is not endless.</summary>
internal static class SafeXml
{
    private const int MostCharacters = 60 * 1_048_576;
    private const int Deepest = 64;

    /// <returns>Null when it is no XML that can be read so.</returns>
    public static XDocument? Read(byte[] bytes)
    {
        // A declaration of a document type is passed over; what it declares is then unknown, and its use an error.
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Ignore,
            XmlResolver = null,
            MaxCharactersInDocument = MostCharacters,
            MaxCharactersFromEntities = 1_024,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
        try
        {
            using var check = XmlReader.Create(new MemoryStream(bytes, writable: false), settings);
            while (check.Read())
            {
                if (check.Depth > Deepest)
                {
                    return null;
                }
            }

            using var reader = XmlReader.Create(new MemoryStream(bytes, writable: false), settings);
            return XDocument.Load(reader);
        }
        catch (Exception exception) when (exception is XmlException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
