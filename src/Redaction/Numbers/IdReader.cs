using System.Text.RegularExpressions;

namespace Parley.Redaction;

/// <summary>Identities of persons that have letters in them, and dates of birth.</summary>
internal static partial class IdReader
{
    private const string SpanishLetters = "TRWAGMYFPDXBNJZSQVHLCKE";
    private const string FinnishLetters = "0123456789ABCDEFHJKLMNPRSTUVWXY";

    private static readonly WordList Document = new(
        "driver's license|drivers license|driver license|driver's licence|driving licence|driving license|license number|licence number|"
        + "license is|license #|driver lic|passport|führerschein|reisepass|personalausweis|permis de conduire|passeport|pasaporte|"
        + "carnet de conducir");

    public static void Read(Segment segment, List<PersonalDatum> found)
    {
        var text = segment.Text;
        DateReader.Read(segment, found);
        Span<char> compact = stackalloc char[20];
        foreach (var match in Mixed().EnumerateMatches(text, segment.From))
        {
            var one = text.Slice(match.Index, match.Length);
            var count = Compact(one, compact);
            if (Certainty(compact[..count], one) is > 0 and var score)
            {
                found.Add(new(DatumKinds.NationalId, match.Index, match.Index + match.Length, score));
            }
        }

        foreach (var match in Papers().EnumerateMatches(text, segment.From))
        {
            if (match.Length <= 17 && text.Slice(match.Index, match.Length).ContainsAnyInRange('0', '9') && segment.SaysBefore(Document, match.Index, 44))
            {
                found.Add(new(DatumKinds.NationalId, match.Index, match.Index + match.Length, 0.88));
            }
        }
    }

    private static int Compact(ReadOnlySpan<char> text, Span<char> compact)
    {
        var count = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c) && count < compact.Length)
            {
                compact[count++] = char.ToUpperInvariant(c);
            }
        }

        return count;
    }

    private static double Certainty(ReadOnlySpan<char> id, ReadOnlySpan<char> written) => id.Length switch
    {
        9 when char.IsAsciiLetter(id[1]) => IsBritish(id) ? 0.93 : 0,
        9 => IsSpanish(id) ? 0.95 : 0,
        10 when char.IsAsciiLetter(id[0]) => "ABCFGHLJPT".Contains(id[3], StringComparison.Ordinal) ? 0.9 : 0,
        10 when written.Length == 11 => IsFinnish(id[..6], id[6..]) ? 0.96 : 0,
        11 => IsFinnish(id[..6], id[7..]) ? 0.96 : 0,
        16 => IsItalian(id) ? 0.98 : 0,
        18 when char.IsAsciiLetter(id[0]) => 0.9,
        18 => IdRules.IsChinese(id[..17], id[17]) ? 0.97 : 0,
        _ => 0,
    };

    private static bool IsBritish(ReadOnlySpan<char> id) =>
        id[..2] is not ("BG" or "GB" or "KN" or "NK" or "NT" or "TN" or "ZZ") && !"DFIQUV".Contains(id[0], StringComparison.Ordinal) && !"DFIOQUV".Contains(id[1], StringComparison.Ordinal);

    private static bool IsSpanish(ReadOnlySpan<char> id)
    {
        Span<char> number = stackalloc char[8];
        id[..8].CopyTo(number);
        number[0] = number[0] switch { 'X' => '0', 'Y' => '1', 'Z' => '2', var digit => digit };
        return int.TryParse(number, out var value) && SpanishLetters[value % 23] == id[8];
    }

    /// <param name="day">Day, month and year; the sign of the century stands between it and the rest.</param>
    private static bool IsFinnish(ReadOnlySpan<char> day, ReadOnlySpan<char> rest)
    {
        Span<char> number = stackalloc char[9];
        day.CopyTo(number);
        rest[..3].CopyTo(number[6..]);
        return IdRules.IsDay(day) && int.TryParse(number, out var value) && FinnishLetters[value % 31] == rest[3];
    }

    // Decreto ministeriale 23/12/1976: letters in odd places count by a table, in even places by their order.
    private static bool IsItalian(ReadOnlySpan<char> id)
    {
        ReadOnlySpan<int> odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
        var sum = 0;
        for (var i = 0; i < 15; i++)
        {
            var value = char.IsAsciiDigit(id[i]) ? id[i] - '0' : id[i] - 'A';
            sum += i % 2 == 0 ? odd[value] : value;
        }

        return 'A' + (sum % 26) == id[15];
    }

    // In this order: UK NINO, ES DNI and NIE, IN PAN, FI, IT codice fiscale, MX CURP, CN with X.
    [GeneratedRegex(
        """
        (?<![\w\-])(?:
          [A-Z]{2}\ ?[0-9]{2}\ ?[0-9]{2}\ ?[0-9]{2}\ ?[A-D]
        | [0-9]{8}[-\ ]?[A-Z] | [XYZ]-?[0-9]{7}-?[A-Z]
        | [A-Z]{5}[0-9]{4}[A-Z]
        | [0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Y]
        | [A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]
        | [A-Z]{4}[0-9]{6}[HM][A-Z]{5}[0-9A-Z][0-9]
        | [0-9]{17}X
        )(?!\w)
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Mixed();

    [GeneratedRegex(@"(?<![\w\-])[A-Z]{0,3}[0-9][0-9A-Z\-]{4,16}(?![\w\-])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Papers();
}
