using System.Globalization;
using System.Text.RegularExpressions;

namespace Parley.Reading.Office;

/// <summary>What the styles of a DOCX say about headings and lists; a style inherits from the one it is based on.</summary>
internal sealed partial class WordStyles
{
    private const int MostSteps = 20;
    private readonly Dictionary<string, XmlPart> _styles = new(StringComparer.Ordinal);

    public WordStyles(XmlPart? part)
    {
        foreach (var style in part?.Elements("style") ?? [])
        {
            _styles[style["styleId"] ?? ""] = style;
        }
    }

    /// <returns>From 1 to 9, or null when it is no heading.</returns>
    public int? HeadingLevel(string? style, XmlPart? properties)
    {
        if (Level(properties) is { } own)
        {
            return own;
        }

        foreach (var part in Chain(style))
        {
            var name = part.Element("name")?["val"] ?? "";
            if (Heading().Match(name) is { Success: true } match)
            {
                return int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            }

            if (name.Equals("Title", StringComparison.OrdinalIgnoreCase))
            {
                return 1;
            }

            if (Level(part.Element("pPr")) is { } level)
            {
                return level;
            }
        }

        return Heading().Match(style ?? "") is { Success: true } named ? int.Parse(named.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;
    }

    /// <returns>The list and the depth in it, or null.</returns>
    public (string List, int Depth)? Numbering(string? style, XmlPart? properties)
    {
        string? list = null, depth = null;
        foreach (var source in new[] { properties }.Concat(Chain(style).Select(part => part.Element("pPr"))))
        {
            list ??= source?.At("numPr", "numId")?["val"];
            depth ??= source?.At("numPr", "ilvl")?["val"];
        }

        return list is null or "0" ? null : (list, int.TryParse(depth, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 0, 8) : 0);
    }

    private static int? Level(XmlPart? properties) =>
        int.TryParse(properties?.Element("outlineLvl")?["val"], CultureInfo.InvariantCulture, out var level) && level is >= 0 and < 9 ? level + 1 : null;

    private IEnumerable<XmlPart> Chain(string? style)
    {
        for (var steps = 0; style is not null && steps < MostSteps && _styles.TryGetValue(style, out var part); steps++)
        {
            yield return part;
            style = part.Element("basedOn")?["val"];
        }
    }

    [GeneratedRegex("^heading ?([1-9])$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Heading();
}
