namespace Parley.Redaction;

/// <summary>International bank account numbers (ISO 13616): a country, its length and the check digits. Blanks and hyphens between groups are allowed.</summary>
internal static class IbanReader
{
    private static readonly WordList Said = new("iban|bank account|account number|kontonummer|bankverbindung|compte|cuenta|conto|rekening");

    private static readonly Dictionary<string, int> Lengths =
        """
        AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29
        ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20
        LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29
        PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20
        YE30
        """
            .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToDictionary(entry => entry[..2], entry => int.Parse(entry[2..], null));

    private static readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> LengthOf = Lengths.GetAlternateLookup<ReadOnlySpan<char>>();

    public static void Read(Segment segment, List<PersonalDatum> found)
    {
        var text = segment.Text;
        Span<char> letters = stackalloc char[34];
        Span<char> country = stackalloc char[2];
        for (var at = segment.From; at + 15 <= text.Length; at++)
        {
            if (!char.IsAsciiLetter(text[at]) || !char.IsAsciiLetter(text[at + 1]) || !char.IsAsciiDigit(text[at + 2]) || !char.IsAsciiDigit(text[at + 3]) || char.IsLetterOrDigit(segment.At(at - 1)))
            {
                continue;
            }

            (country[0], country[1]) = (char.ToUpperInvariant(text[at]), char.ToUpperInvariant(text[at + 1]));
            if (!LengthOf.TryGetValue(country, out var length))
            {
                continue;
            }

            var (count, to) = (0, at);
            for (; to < text.Length && count < length; to++)
            {
                if (char.IsAsciiLetterOrDigit(text[to]))
                {
                    letters[count++] = text[to];
                }
                else if (text[to] is not (' ' or '-' or '\u00A0') || !char.IsAsciiLetterOrDigit(segment.At(to + 1)))
                {
                    break;
                }
            }

            if (count == length && !char.IsAsciiLetterOrDigit(segment.At(to)))
            {
                var score = Checksums.IsMod97(letters[..count]) ? 1 : segment.SaysBefore(Said, at) ? 0.7 : 0;
                found.Add(new(DatumKinds.Iban, at, to, score));
                at = score > 0 ? to : at;
            }
        }
    }
}
