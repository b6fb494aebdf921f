using System.Text;
using System.Xml;

namespace Parley.Reading.Office;

/// <summary>The texts of a workbook, which its cells name by number; without their readings for pronunciation.</summary>
internal static class SharedStrings
{
    private const int MostSharedStrings = 2_000_000;

    public static IReadOnlyList<string> Read(Package package, string part, ReadingOptions options)
    {
        var strings = new List<string>();
        long characters = 0;
        using var reader = package.Reader(part);
        try
        {
            var (text, element) = (new StringBuilder(), "");
            while (reader.Read())
            {
                switch (reader.NodeType)
                {
                    case XmlNodeType.Element:
                        element = reader.LocalName;
                        if (element == "rPh")
                        {
                            reader.Skip();
                        }
                        else if (element == "si" && reader.IsEmptyElement)
                        {
                            strings.Add("");
                        }

                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when element == "t":
                        text.Append(reader.Value);
                        break;
                    case XmlNodeType.EndElement when reader.LocalName == "t":
                        element = "";
                        break;
                    case XmlNodeType.EndElement when reader.LocalName == "si":
                        strings.Add(text.ToString());
                        characters += text.Length;
                        text.Clear();
                        break;
                }

                if (strings.Count > MostSharedStrings || characters > 4L * options.MostCharacters)
                {
                    throw new UnreadableDocumentException("It holds more texts than can be read at once. Send it in parts.");
                }
            }
        }
        catch (XmlException exception)
        {
            throw Package.Broken(part, exception);
        }

        return strings;
    }
}
