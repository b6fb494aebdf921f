using System.Globalization;
using System.Text;

namespace Parley.Reading.Office;

/// <summary>Counts the numbered lists of a DOCX as Word does (§17.9): one counter for each level of each abstract list.</summary>
internal sealed class WordLists
{
    private readonly Dictionary<string, string> _abstractOf = new(StringComparer.Ordinal);
    private readonly Dictionary<(string List, int Depth), (string Format, string Text, int Start)> _levels = [];
    private readonly Dictionary<string, int[]> _counters = new(StringComparer.Ordinal);

    public WordLists(XmlPart? part)
    {
        foreach (var list in part?.Elements("num") ?? [])
        {
            _abstractOf[list["numId"] ?? ""] = list.Element("abstractNumId")?["val"] ?? "";
        }

        foreach (var list in part?.Elements("abstractNum") ?? [])
        {
            foreach (var level in list.Elements("lvl"))
            {
                var depth = int.TryParse(level["ilvl"], CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 0, 8) : 0;
                var start = int.TryParse(level.Element("start")?["val"], CultureInfo.InvariantCulture, out var first) ? first : 1;
                _levels[(list["abstractNumId"] ?? "", depth)] = (level.Element("numFmt")?["val"] ?? "decimal", level.Element("lvlText")?["val"] ?? "", start);
            }
        }
    }

    /// <returns>The mark of the next item, or null when it stands in no list.</returns>
    public (string Mark, int Depth)? Mark((string List, int Depth)? place, bool heading)
    {
        if (place is not { } found)
        {
            return null;
        }

        var list = _abstractOf.GetValueOrDefault(found.List, found.List);
        var (format, text, _) = Level(list, found.Depth);
        if (format is "bullet" or "none")
        {
            return (format == "none" || heading ? "" : "-", found.Depth);
        }

        var counters = _counters.TryGetValue(list, out var known) ? known : _counters[list] = new int[9];
        counters[found.Depth] = counters[found.Depth] == 0 ? Level(list, found.Depth).Start : counters[found.Depth] + 1;
        counters.AsSpan(found.Depth + 1).Clear();
        var mark = new StringBuilder(text.Length > 0 ? text : $"%{found.Depth + 1}.");
        for (var depth = 0; depth < 9; depth++)
        {
            var level = Level(list, depth);
            mark.Replace($"%{depth + 1}", Number(counters[depth] == 0 ? level.Start : counters[depth], level.Format));
        }

        return (mark.ToString().Trim(), found.Depth);
    }

    private (string Format, string Text, int Start) Level(string list, int depth) => _levels.TryGetValue((list, depth), out var level) ? level : ("decimal", "", 1);

    private static string Number(int number, string format) => format switch
    {
        "lowerLetter" => Letters(number).ToLowerInvariant(),
        "upperLetter" => Letters(number),
        "lowerRoman" => Roman(number).ToLowerInvariant(),
        "upperRoman" => Roman(number),
        "decimalZero" => number.ToString("00", CultureInfo.InvariantCulture),
        _ => number.ToString(CultureInfo.InvariantCulture),
    };

    private static string Letters(int number) => number is < 1 or > 780 ? number.ToString(CultureInfo.InvariantCulture) : new string((char)('A' + ((number - 1) % 26)), ((number - 1) / 26) + 1);

    private static string Roman(int number)
    {
        if (number is < 1 or > 3999)
        {
            return number.ToString(CultureInfo.InvariantCulture);
        }

        var text = new StringBuilder();
        foreach (var (value, sign) in new[] { (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I") })
        {
            for (; number >= value; number -= value)
            {
                text.Append(sign);
            }
        }

        return text.ToString();
    }
}
