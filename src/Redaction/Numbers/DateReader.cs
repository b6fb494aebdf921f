using System.Text.RegularExpressions;

namespace Parley.Redaction;

/// <summary>Dates, and those among them at which somebody was born: the words before or after say so.</summary>
internal static partial class DateReader
{
    private static readonly WordList Birth = new(
        "born|birth|dob.|d.o.b|birthday|bday|birthdate|geboren|geburts|geb.|né le|née le|naissance|nacido|nacida|nacimiento|nato il|nata il|nascita|nascido|nascimento|geboorte|född|født|urodz");

    public static void Read(Segment segment, List<PersonalDatum> found)
    {
        foreach (var match in Shapes().EnumerateMatches(segment.Text, segment.From))
        {
            var (start, end) = (match.Index, match.Index + match.Length);
            if (IsPlausible(segment.Text[start..end]) && (segment.SaysBefore(Birth, start, 40) || segment.SaysAfter(Birth, end, 16)))
            {
                found.Add(new(DatumKinds.DateOfBirth, start, end, 0.95));
            }
        }
    }

    /// <summary>Whether three groups of digits are a day of the calendar.</summary>
    public static bool IsDate(ReadOnlySpan<char> text, int start, int end) =>
        end - start is >= 6 and <= 10 && Numeric().IsMatch(text[start..end]) && IsPlausible(text[start..end]);

    private static bool IsPlausible(ReadOnlySpan<char> date)
    {
        foreach (var match in FourDigits().EnumerateMatches(date))
        {
            return date.Slice(match.Index, 2) is "18" or "19" or "20";
        }

        return true;
    }

    [GeneratedRegex(@"^(?:[0-9]{4}([-/. ])[0-9]{1,2}\1[0-9]{1,2}|[0-3]?[0-9]([-/. ])[0-3]?[0-9]\2(?:[0-9]{4}|[0-9]{2}))$", RegexOptions.CultureInvariant)]
    private static partial Regex Numeric();

    [GeneratedRegex("[0-9]{4}")]
    private static partial Regex FourDigits();

    [GeneratedRegex(
        """
        (?<![\w.\-/])(?:
          [0-9]{4}[-/.][01]?[0-9][-/.][0-3]?[0-9]
        | [0-3]?[0-9][-/.][0-3]?[0-9][-/.](?:[0-9]{4}|[0-9]{2})
        | [0-3]?[0-9](?:st|nd|rd|th|\.|er)?\ (?:of\ |de\ )?[\p{L}]{3,10}\.?,?\ (?:de\ |of\ )?[0-9]{4}
        | (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\ [0-3]?[0-9](?:st|nd|rd|th)?,?\ [0-9]{4}
        )(?!\w)
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Shapes();
}
