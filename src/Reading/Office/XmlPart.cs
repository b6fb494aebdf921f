using System.Xml;

namespace Parley.Reading.Office;

/// <summary>
/// An element with local names only: the prefixes and the two editions of the standard (transitional, strict) say the same to a reader.
/// Built without calling itself, and no deeper than the limit, so that all who walk it may.
/// </summary>
internal sealed class XmlPart(string name)
{
    private static readonly Dictionary<string, string> None = [];

    private Dictionary<string, string> _attributes = None;
    private List<XmlPart>? _children;
    private System.Text.StringBuilder? _text;

    public string Name => name;

    /// <summary>The text of a leaf; of an element with children, what stood between them.</summary>
    public string Text => _text?.ToString() ?? "";

    public IReadOnlyList<XmlPart> Children => _children ?? (IReadOnlyList<XmlPart>)[];

    /// <summary>An attribute by its local name; <c>r:id</c> is called <c>r:id</c>, for beside it often stands another <c>id</c>.</summary>
    public string? this[string attribute] => _attributes.GetValueOrDefault(attribute);

    public IEnumerable<XmlPart> Elements(string local) => Children.Where(child => child.Name == local);

    public XmlPart? Element(string local) => Children.FirstOrDefault(child => child.Name == local);

    /// <summary>The first element that is reached by these steps.</summary>
    public XmlPart? At(params string[] path) => path.Aggregate((XmlPart?)this, (part, step) => part?.Element(step));

    public IEnumerable<XmlPart> Descendants(string local)
    {
        foreach (var child in Children)
        {
            if (child.Name == local)
            {
                yield return child;
            }

            foreach (var below in child.Descendants(local))
            {
                yield return below;
            }
        }
    }

    /// <exception cref="UnreadableDocumentException">It is deeper than the limit, or larger.</exception>
    public static XmlPart Read(XmlReader reader, ReadingOptions options)
    {
        var root = new XmlPart("");
        var open = new Stack<XmlPart>([root]);
        var elements = 0;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (open.Count > options.MostDepth || ++elements > 5_000_000)
                    {
                        throw new UnreadableDocumentException(
                            open.Count > options.MostDepth ? $"Its elements stand more than {options.MostDepth} deep in each other." : "It has more than 5,000,000 elements. Send it in parts.");
                    }

                    var isEmpty = reader.IsEmptyElement;
                    var part = new XmlPart(reader.LocalName);
                    part.Attributes(reader);
                    (open.Peek()._children ??= []).Add(part);
                    if (!isEmpty)
                    {
                        open.Push(part);
                    }

                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    (open.Peek()._text ??= new()).Append(reader.Value);
                    break;
            }
        }

        return root._children is [var only] ? only : root;
    }

    private void Attributes(XmlReader reader)
    {
        while (reader.MoveToNextAttribute())
        {
            if (reader.Prefix != "xmlns")
            {
                _attributes = ReferenceEquals(_attributes, None) ? [] : _attributes;
                _attributes[reader is { Prefix: "r", LocalName: "id" or "embed" } ? $"r:{reader.LocalName}" : reader.LocalName] = reader.Value;
            }
        }

        reader.MoveToElement();
    }
}
