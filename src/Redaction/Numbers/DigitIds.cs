namespace Parley.Redaction;

/// <summary>
/// Identities of persons that are digits alone. Where a check digit leaves much to chance the number counts only in its written form, or where the
/// words before it name it.
/// </summary>
internal static class DigitIds
{
    private const int Longest = 18;

    private static readonly WordList Social = new("ssn|social security|social|itin|taxpayer|tax id|tin.");
    private static readonly WordList Dutch = new("bsn|burgerservicenummer|sofi");
    private static readonly WordList Canadian = new("sin.|social insurance|nas.");
    private static readonly WordList German = new("steuer|idnr|identifikationsnummer|tax|tin.");
    private static readonly WordList Nordic = new("personnummer|personal number|personal identity|cpr|fødselsnummer|henkilötunnus|personnr|national id");
    private static readonly WordList Indian = new("aadhaar|aadhar|uid.|uidai|आधार");
    private static readonly WordList Any = new("national id|identity number|id number|identification|pesel|cpf|nir.|numéro de sécurité|sécurité sociale|rijksregister|registre national|身份证|resident");

    public static void Read(Segment segment, DigitGroups groups, List<PersonalDatum> found)
    {
        var text = segment.Text;
        var before = segment.At(groups.Start(0) - 1);
        if (before is '+' or '#' or '$' or '€' or '£' || (before is '-' or '.' or '/' && char.IsAsciiDigit(segment.At(groups.Start(0) - 2))))
        {
            return;
        }

        Span<char> digits = stackalloc char[Longest];
        for (var last = 0; last < groups.Count && last < 8; last++)
        {
            var count = groups.Copy(text, 0, last, digits);
            if (count < 0)
            {
                return;
            }

            var after = segment.At(groups.End(last));
            if (count < 9 || char.IsLetterOrDigit(after) || (after is '-' or '.' or '/' && char.IsAsciiDigit(segment.At(groups.End(last) + 1))))
            {
                continue;
            }

            if (Certainty(segment, groups, last, digits[..count]) is > 0 and var score)
            {
                found.Add(new(DatumKinds.NationalId, groups.Start(0), groups.End(last), score));
            }
        }
    }

    private static double Certainty(Segment segment, DigitGroups groups, int last, ReadOnlySpan<char> digits)
    {
        Span<char> form = stackalloc char[2 * DigitGroups.Most];
        var start = groups.Start(0);
        var shape = Form(segment.Text, groups, last, form);
        bool Says(Segment segment, WordList words) => segment.SaysBefore(words, start, 40);
        return digits.Length switch
        {
            9 when shape is "3-2-4" or "3 2 4" => IdRules.IsSocialSecurity(digits) ? 0.93 : IdRules.IsTaxpayer(digits) ? 0.9 : 0,
            9 when (IdRules.IsSocialSecurity(digits) || IdRules.IsTaxpayer(digits)) && Says(segment, Social) => 0.95,
            9 when IdRules.IsDutch(digits) && Says(segment, Dutch) => 0.95,
            9 when Checksums.IsLuhn(digits) && Says(segment, Canadian) => 0.95,
            10 when shape is "6-4" && IdRules.IsDay(digits[..6]) => Checksums.IsLuhn(digits) ? 0.95 : Says(segment, Nordic) ? 0.9 : 0.55,
            10 when IdRules.IsDay(digits[..6]) && Says(segment, Nordic) => 0.9,
            11 when shape is "3.3.3-2" && IdRules.IsBrazilian(digits) => 0.97,
            11 when shape is "2.2.2-3.2" && IdRules.IsBelgian(digits) => 0.97,
            11 when IdRules.IsPolish(digits) || IdRules.IsBelgian(digits) || IdRules.IsNorwegian(digits) => last == 0 || Says(segment, Any) || Says(segment, Nordic) ? 0.9 : 0,
            11 when IdRules.IsBrazilian(digits) => last == 0 || Says(segment, Any) ? 0.88 : 0,
            11 when IdRules.IsGerman(digits) && Says(segment, German) => 0.95,
            12 when shape is "8-4" && IdRules.IsDay(digits[2..8]) && Checksums.IsLuhn(digits[2..]) => 0.95,
            12 when IdRules.IsIndian(digits) => Says(segment, Indian) ? 0.97 : shape is "4 4 4" or "4-4-4" ? 0.85 : 0,
            12 when IdRules.IsDay(digits[2..8]) && Checksums.IsLuhn(digits[2..]) && Says(segment, Nordic) => 0.95,
            13 when IdRules.IsSwiss(digits) => 0.96,
            13 when IdRules.IsSouthAfrican(digits) && last == 0 => 0.9,
            15 when IdRules.IsFrench(digits) => 0.97,
            18 when IdRules.IsChinese(digits, digits[17]) && last == 0 => 0.97,
            _ => 0,
        };
    }

    // "3-2-4": the lengths of the groups, and the signs between them.
    private static ReadOnlySpan<char> Form(ReadOnlySpan<char> text, DigitGroups groups, int last, Span<char> form)
    {
        var at = 0;
        for (var group = 0; group <= last; group++)
        {
            form[at++] = (char)('0' + Math.Min(9, groups.Length(group)));
            if (group < last)
            {
                form[at++] = groups.Start(group + 1) - groups.End(group) == 1 ? text[groups.End(group)] : '?';
            }
        }

        return form[..at];
    }
}
