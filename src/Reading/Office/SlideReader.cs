using System.Text;

namespace Parley.Reading.Office;

/// <summary>PPTX (PresentationML): each slide is a page with its title as heading, its texts from top to bottom, its tables, and the speaker's notes.</summary>
internal sealed class SlideReader(Package package, ReadingOptions options)
{
    private const string Main = "ppt/presentation.xml";
    private readonly CleanTextBuilder _text = new(options.MostCharacters);

    public static CleanDocument Read(byte[] bytes, ReadingOptions options)
    {
        using var package = Package.Open(bytes, options);
        var relations = package.Relations(Main);
        var slides = (package.Xml(Main).Element("sldIdLst")?.Elements("sldId") ?? [])
            .Select(slide => slide["r:id"] is { } id && relations.TryGetValue(id, out var target) ? target.Target : "").Where(package.Has).ToList();
        if (slides.Count == 0)
        {
            throw new UnreadableDocumentException("The presentation has no slides.");
        }

        if (slides.Count > options.MostPages)
        {
            throw new UnreadableDocumentException($"It has {slides.Count:N0} slides; {options.MostPages:N0} are the most. Send it in parts.");
        }

        var reader = new SlideReader(package, options);
        foreach (var (i, slide) in slides.Index())
        {
            reader._text.Page(i + 1);
            reader.Slide(slide, i + 1);
        }

        return reader._text.Length == 0 ? throw new UnreadableDocumentException("There is no text on its slides.") : reader._text.Build(CoreProperties.Title(package));
    }

    private void Slide(string part, int number)
    {
        var slide = package.Xml(part);
        if (slide["show"] is "0" or "false")
        {
            _text.Note($"Slide {number} is hidden and was left out.");
            return;
        }

        var shapes = Shapes(slide.At("cSld", "spTree")).OrderBy(shape => shape.Top).ToList();
        var title = shapes.FirstOrDefault(shape => IsTitle(shape.Part));
        if (title.Part is not null)
        {
            _text.Heading(1, string.Join(' ', Paragraphs(title.Part).Select(paragraph => paragraph.Text)));
        }

        foreach (var (shape, _) in shapes.Where(shape => shape.Part != title.Part))
        {
            Shape(shape);
        }

        foreach (var relation in package.Relations(part).Values)
        {
            if (relation.Type == "diagramData" && package.Has(relation.Target))
            {
                Texts(package.Xml(relation.Target));
            }
            else if (relation.Type == "notesSlide" && package.Has(relation.Target))
            {
                Notes(package.Xml(relation.Target));
            }
        }
    }

    private void Shape(XmlPart shape)
    {
        if (shape.Descendants("tbl").FirstOrDefault() is { } table)
        {
            RowGroups.Write(_text, table.Elements("tr").Select(row => (IReadOnlyList<string>)
                [.. row.Elements("tc").Select(cell => string.Join(' ', Paragraphs(cell).Select(paragraph => paragraph.Text)))]));
        }
        else if (Placeholder(shape) is not ("sldNum" or "dt" or "ftr"))
        {
            Texts(shape);
        }
    }

    // The body of a slide is a list; what stands alone is a paragraph.
    private void Texts(XmlPart part)
    {
        var paragraphs = Paragraphs(part).Where(paragraph => paragraph.Text.Length > 0).ToList();
        foreach (var (line, depth) in paragraphs)
        {
            if (paragraphs.Count > 1)
            {
                _text.ListItem("-", depth, line);
            }
            else
            {
                _text.Paragraph(line);
            }
        }
    }

    private void Notes(XmlPart notes)
    {
        foreach (var shape in notes.Descendants("sp").Where(shape => Placeholder(shape) == "body"))
        {
            var lines = Paragraphs(shape).Select(paragraph => paragraph.Text).Where(line => line.Length > 0);
            _text.Paragraph(string.Join('\n', lines));
        }
    }

    private static IEnumerable<(XmlPart Part, long Top)> Shapes(XmlPart? tree)
    {
        foreach (var part in tree?.Children ?? [])
        {
            if (part.Name is "grpSp" or "AlternateContent" or "Choice")
            {
                foreach (var inner in Shapes(part))
                {
                    yield return inner;
                }
            }
            else if (part.Name is "sp" or "graphicFrame")
            {
                // A placeholder takes its place from the layout; the order of the file is then the best that is known.
                var place = part.Descendants("off").FirstOrDefault();
                yield return (part, long.TryParse(place?["y"], out var top) ? top / 200_000 : 3);
            }
        }
    }

    private static bool IsTitle(XmlPart shape) => Placeholder(shape) is "title" or "ctrTitle" && Paragraphs(shape).Any(paragraph => paragraph.Text.Length > 0);

    private static string? Placeholder(XmlPart shape) =>
        shape.Element("nvSpPr")?.Descendants("ph").FirstOrDefault() is { } place ? place["type"] ?? "body" : null;

    private static IEnumerable<(string Text, int Depth)> Paragraphs(XmlPart shape)
    {
        foreach (var paragraph in shape.Descendants("p").Where(paragraph => paragraph.Children.Any(child => child.Name is "r" or "fld")))
        {
            var text = new StringBuilder();
            foreach (var run in paragraph.Children)
            {
                text.Append(run.Name switch { "r" or "fld" => run.Element("t")?.Text, "br" => " ", _ => null });
            }

            yield return (CleanTextBuilder.OneLine(text.ToString()), int.TryParse(paragraph.Element("pPr")?["lvl"], out var depth) ? Math.Clamp(depth, 0, 8) : 0);
        }
    }
}
