using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Reading.Office;

/// <summary>Shows a number as its cell does: dates, percentages, currencies, fixed digits (ECMA-376 part 1, §18.8.30, without colours and widths).</summary>
internal static partial class CellFormat
{
    private static readonly Dictionary<int, string> BuiltIn = new()
    {
        [1] = "0",
        [2] = "0.00",
        [3] = "#,##0",
        [4] = "#,##0.00",
        [9] = "0%",
        [10] = "0.00%",
        [11] = "0.00E+00",
        [12] = "# ?/?",
        [13] = "# ??/??",
        [14] = "yyyy-mm-dd",
        [15] = "d-mmm-yy",
        [16] = "d-mmm",
        [17] = "mmm-yy",
        [18] = "h:mm AM/PM",
        [19] = "h:mm:ss AM/PM",
        [20] = "h:mm",
        [21] = "h:mm:ss",
        [22] = "yyyy-mm-dd h:mm",
        [37] = "#,##0;(#,##0)",
        [38] = "#,##0;(#,##0)",
        [39] = "#,##0.00;(#,##0.00)",
        [40] = "#,##0.00;(#,##0.00)",
        [45] = "mm:ss",
        [46] = "[h]:mm:ss",
        [47] = "mm:ss.0",
        [48] = "##0.0E+0",
    };

    public static string? Code(int id) => BuiltIn.GetValueOrDefault(id);

    /// <param name="format">Null for a number as it is.</param>
    /// <param name="from1904">Whether the workbook counts days from 1904.</param>
    public static string Show(double value, string? format, bool from1904)
    {
        var plain = value.ToString("0.###############", CultureInfo.InvariantCulture);
        if (string.IsNullOrEmpty(format) || format.Equals("General", StringComparison.OrdinalIgnoreCase) || format == "@")
        {
            return Math.Abs(value) is >= 1e15 or (> 0 and < 1e-10) ? value.ToString("R", CultureInfo.InvariantCulture) : plain;
        }

        var sections = Sections(format);
        var section = Section(sections, value);
        var shown = Conditions().Replace(section, "");
        var bare = Literals().Replace(shown, "");
        try
        {
            return DateParts().IsMatch(bare) ? Date(value, shown, from1904, plain)
                : bare.Contains('/', StringComparison.Ordinal) && bare.Contains('?', StringComparison.Ordinal) ? Fraction(value)
                : !bare.AsSpan().ContainsAny("0#?") ? plain
                : Number(value < 0 && sections.Count > 1 ? -value : value, shown);
        }
        catch (FormatException)
        {
            return plain;
        }
    }

    private static string Section(List<string> sections, double value)
    {
        if (Condition().Match(sections[0]) is { Success: true } match && double.TryParse(match.Groups[2].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound))
        {
            var holds = match.Groups[1].Value switch { "<" => value < bound, "<=" => value <= bound, ">" => value > bound, ">=" => value >= bound, "=" => value == bound, _ => value != bound };
            return sections[holds || sections.Count == 1 ? 0 : 1];
        }

        return sections[value < 0 && sections.Count > 1 ? 1 : value == 0 && sections.Count > 2 ? 2 : 0];
    }

    private static string Number(double value, string section)
    {
        var format = new StringBuilder();
        for (var i = 0; i < section.Length; i++)
        {
            switch (section[i])
            {
                case '_' or '*':
                    i++;
                    break;
                case '[':
                    var end = section.IndexOf(']', i);
                    end = end < 0 ? section.Length - 1 : end;
                    if (section.AsSpan(i).StartsWith("[$"))
                    {
                        var symbol = section[(i + 2)..end].Split('-')[0];
                        format.Append('"').Append(symbol).Append('"');
                    }

                    i = end;
                    break;
                case '?':
                    format.Append('#');
                    break;
                default:
                    format.Append(section[i]);
                    break;
            }
        }

        return value.ToString(format.ToString(), CultureInfo.InvariantCulture).Trim();
    }

    private static string Date(double days, string section, bool from1904, string plain)
    {
        if (days is < 0 or > 2_958_466)
        {
            return plain;
        }

        var bare = Literals().Replace(section, "");
        var seconds = Math.Round(days * 86_400);
        var moment = (from1904 ? new DateTime(1904, 1, 1) : new DateTime(1899, 12, 30)).AddDays(days < 60 && !from1904 && days >= 1 ? 1 : 0).AddSeconds(seconds);
        var hasDay = bare.AsSpan().ContainsAny("dDyY") || MonthOnly().IsMatch(bare);
        var hasTime = bare.AsSpan().ContainsAny("hHsS");
        if (bare.StartsWith("[h", StringComparison.OrdinalIgnoreCase))
        {
            return $"{(long)(seconds / 3_600)}:{moment:mm}{(bare.Contains('s', StringComparison.OrdinalIgnoreCase) ? moment.ToString(":ss", CultureInfo.InvariantCulture) : "")}";
        }

        // A day is written so that people of all countries and every search read the same.
        var time = bare.Contains("AM/PM", StringComparison.OrdinalIgnoreCase) ? "h:mm tt" : bare.Contains('s', StringComparison.OrdinalIgnoreCase) ? "HH:mm:ss" : "HH:mm";
        var day = bare.Contains('d', StringComparison.OrdinalIgnoreCase) ? "yyyy-MM-dd" : bare.Contains('y', StringComparison.OrdinalIgnoreCase) ? "yyyy-MM" : "MMMM";
        return moment.ToString(hasDay && hasTime ? $"{day} {time}" : hasDay ? day : time, CultureInfo.InvariantCulture);
    }

    private static string Fraction(double value)
    {
        var whole = Math.Truncate(value);
        var rest = Math.Abs(value - whole);
        var (best, over) = (0, 1);
        for (var below = 1; below <= 99; below++)
        {
            var above = (int)Math.Round(rest * below);
            if (Math.Abs(rest - ((double)above / below)) < Math.Abs(rest - ((double)best / over)) - 1e-9)
            {
                (best, over) = (above, below);
            }
        }

        var sign = value < 0 && whole == 0 ? "-" : "";
        return best == 0 ? $"{whole:0}" : best == over ? $"{whole + Math.Sign(value):0}" : whole == 0 ? $"{sign}{best}/{over}" : $"{whole:0} {best}/{over}";
    }

    private static List<string> Sections(string format)
    {
        var (sections, start, isQuoted) = (new List<string>(), 0, false);
        for (var i = 0; i < format.Length; i++)
        {
            isQuoted ^= format[i] == '"';
            if (format[i] == ';' && !isQuoted)
            {
                sections.Add(format[start..i]);
                start = i + 1;
            }

            i += format[i] == '\\' ? 1 : 0;
        }

        sections.Add(start <= format.Length ? format[start..] : "");
        return sections;
    }

    [GeneratedRegex(@"^\[(<=|>=|<>|<|>|=)([^\]]+)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Condition();

    [GeneratedRegex(@"\[(?:[<>=][^\]]*|Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|Color ?\d+)\]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Conditions();

    [GeneratedRegex(@"""[^""]*""|\\.|_.|\*.|\[\$[^\]]*\]", RegexOptions.CultureInvariant)]
    private static partial Regex Literals();

    [GeneratedRegex("[dDyYhHsS]|[mM]{1,5}", RegexOptions.CultureInvariant)]
    private static partial Regex DateParts();

    [GeneratedRegex("^[^hHsS]*[mM]", RegexOptions.CultureInvariant)]
    private static partial Regex MonthOnly();
}
