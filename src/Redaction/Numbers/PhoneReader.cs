namespace Parley.Redaction;

/// <summary>
/// Telephone numbers: with a country code; as they are dialled in the reader's region; in the shapes in which people group them anywhere; and any
/// number of a fitting length where the words before it speak of calling.
/// </summary>
internal static class PhoneReader
{
    private const int Fewest = 6;
    private const int FewestInside = 3;
    private const int FewestAbroad = 11;
    private const int Most = 16;

    private static readonly WordList Calling = new(
        "call|phone|tel.|telephone|telefon|teléfono|téléphone|telefono|telefone|telefoon|mobile|mobil|móvil|cell|fax|dial|whatsapp|sms|"
        + "text me|text us|reach|contact|ring|hotline|landline|handy|rufnummer|numéro|my number|his number|her number|their number|number is|"
        + "number at|number to|callback|pager|voicemail");

    private static readonly WordList Others = new(
        "order|purchase|product|item|article|invoice|ticket|tracking|reference|ref.|case.|transaction|confirmation|isbn|issn|serial|sku|"
        + "part number|model|account|acct|konto|license|licence|lic.|passport|ssn|zip|postal|postcode|routing|policy number|member id|$|€|£|"
        + "booking|flight|bestellnummer|rechnung|commande|pedido");

    private static readonly WordList CalledAfter = new("office.|fax.|mobile.|cell.|home.|work.|phone.|tel.|landline.|(mobile|(cell|(home|(work|(office");

    private static readonly WordList Streets = new("st.|street|avenue|ave.|road|rd.|drive|lane|ln.|blvd|boulevard|way.|court|rue.|strasse|straße|apt.|suite|terrace|place");

    private static readonly WordList Money = new("$|€|£|usd|eur|gbp|dollar|euro|percent|%|km.|kg.|miles|people|users|items|tokens|bytes|ms.|mb.|gb.");

    public static void Read(Segment segment, DigitGroups groups, List<PersonalDatum> found)
    {
        var text = segment.Text;
        var start = Opening(segment, groups.Start(0));
        var before = segment.At(start - 1);
        if (char.IsLetterOrDigit(before) || before is '_' or '#' or '/' or '=' or '$' or '€' or '£' || (before is '.' or ',' or '-' && char.IsAsciiDigit(segment.At(start - 2))) || IsDate(text, groups))
        {
            return;
        }

        if (char.IsAsciiDigit(segment.At(start - 2)) && before is ' ' or '-' && groups.Length(0) < FewestInside)
        {
            return;
        }

        (bool IsSaid, bool IsOther)? near = null;
        var isPlus = text[start..groups.Start(0)].Contains('+');
        Span<char> digits = stackalloc char[Most];
        for (var last = groups.Count - 1; last >= 0; last--)
        {
            var count = groups.Copy(text, 0, last, digits);
            if (count is < Fewest or > Most)
            {
                continue;
            }

            var end = Ending(segment, groups.End(last));
            if (char.IsLetterOrDigit(segment.At(end)) || (segment.At(end) is '.' or ',' or ':' && char.IsAsciiDigit(segment.At(end + 1))) || segment.At(end) is '@' or '_')
            {
                continue;
            }

            near ??= (segment.SaysBefore(Calling, start), segment.SaysBefore(Others, start, 28));
            var isAbroad = text[groups.Start(0)] == '0' && segment.At(groups.Start(0) + 1) == '0' && count >= FewestAbroad && !char.IsAsciiDigit(segment.At(start - 2)) && !near.Value.IsOther;
            var score = isPlus || isAbroad
                ? CallingCodes.IsInternational(isPlus ? digits[..count] : digits[2..count]) ? 0.96 : 0.7
                : Certainty(segment, groups, last, digits[..count], start, end, near.Value);
            if (score > 0)
            {
                found.Add(new(DatumKinds.Phone, start, end, score));
                return;
            }
        }
    }

    private static double Certainty(Segment segment, DigitGroups groups, int last, ReadOnlySpan<char> digits, int start, int end, (bool IsSaid, bool IsOther) near)
    {
        var next = segment.At(end) == ' ' ? segment.At(end + 1) : segment.At(end);
        var isFollowed = char.IsLetter(next) || next is '(' or '$' or '€' or '£' or '%';
        var isSaid = near.IsSaid || (isFollowed && segment.SaysAfter(CalledAfter, end, 12));
        var isOther = near.IsOther || (isFollowed && segment.SaysAfter(Money, end, 10));
        if (Checksums.IsOneDigit(digits) || digits.Length > 13 || (digits.Length == Fewest && (!isSaid || last == 0)) || (!isSaid && isFollowed && start == groups.Start(0) && segment.SaysAfter(Streets, end, 32)))
        {
            return 0;
        }

        // The nearest word decides: "my account number is 1; call me at 2".
        var isPart = last < groups.Count - 1 || (char.IsAsciiDigit(segment.At(start - 2)) && segment.At(start - 1) is ' ' or '-');
        var isShaped = !isPart && PhoneShapes.IsOne(segment.Text, groups, last, start, end);
        return (isSaid, isOther, isShaped) switch
        {
            (true, false, _) => 0.86,
            (true, true, true) => 0.75,
            (_, false, true) => 0.7,
            (_, true, true) when last > 0 && groups.Length(last) == 4 => 0.55,
            (_, false, _) when !isPart && CallingCodes.IsNational(digits, segment.Region) => last > 0 ? 0.7 : 0.5,
            _ => 0,
        };
    }

    private static bool IsDate(ReadOnlySpan<char> text, DigitGroups groups) =>
        groups.Count >= 3 && DateReader.IsDate(text, groups.Start(0), groups.End(2))
        && (groups.Count == 3 || text[groups.End(2)] != text[groups.End(1)]);

    private static int Opening(Segment segment, int at)
    {
        var start = segment.At(at - 1) == '(' ? at - 1 : at;
        return segment.At(start - 1) == '+' ? start - 1 : segment.At(start - 1) == ' ' && segment.At(start - 2) == '+' ? start - 2 : start;
    }

    // "x12", "ext. 12".
    private static int Ending(Segment segment, int at)
    {
        var next = at + (segment.At(at) == ' ' ? 1 : 0);
        foreach (var mark in (ReadOnlySpan<string>)["extension", "ext.", "ext", "x"])
        {
            if (segment.Text[next..].StartsWith(mark, StringComparison.OrdinalIgnoreCase))
            {
                var digit = next + mark.Length + (segment.At(next + mark.Length) is ' ' or '.' or ':' ? 1 : 0);
                var end = digit;
                while (char.IsAsciiDigit(segment.At(end)) && end - digit < 6)
                {
                    end++;
                }

                return end > digit ? end : at;
            }
        }

        return at;
    }
}
