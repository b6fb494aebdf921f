namespace Parley.Redaction;

/// <summary>Numbers in groups: cards, identities that are digits alone, and telephones. Each group of digits is looked at once as a beginning.</summary>
internal static class NumberReader
{
    private const int LongestCard = 19;

    private static readonly WordList Cards = new("card.|cards|credit card|cc.|debit|visa|mastercard|amex|american express|maestro|kreditkarte|karte|carte|tarjeta|carta|cartão");

    public static void Read(Segment segment, List<PersonalDatum> found)
    {
        var text = segment.Text;
        Span<int> room = stackalloc int[2 * DigitGroups.Most];
        for (var at = segment.From; at < text.Length; at++)
        {
            if (!char.IsAsciiDigit(text[at]))
            {
                continue;
            }

            var groups = new DigitGroups(text, at, room);
            var end = groups.End(0);
            if (!char.IsLetter(segment.At(at - 1)) && segment.At(at - 1) is not '_' && !groups.IsTooLong)
            {
                ReadCards(segment, groups, found);
                DigitIds.Read(segment, groups, found);
                PhoneReader.Read(segment, groups, found);
            }

            SpreadCards.Read(segment, at, found);
            at = end - 1;
        }
    }

    private static void ReadCards(Segment segment, DigitGroups groups, List<PersonalDatum> found)
    {
        var text = segment.Text;
        if (segment.At(groups.Start(0) - 1) is '+' || (segment.At(groups.Start(0) - 1) is '.' && char.IsAsciiDigit(segment.At(groups.Start(0) - 2))))
        {
            return;
        }

        bool? isSaid = null;
        Span<char> digits = stackalloc char[LongestCard];
        for (var last = 0; last < groups.Count; last++)
        {
            if (last > 0 && (groups.Length(0) != 4 || groups.Length(last) is < 1 or > 7 || text[groups.End(last - 1)] is '/' or '(' or ')'))
            {
                return;
            }

            var count = groups.Copy(text, 0, last, digits);
            if (count < 0)
            {
                return;
            }

            if (count >= 12 && !char.IsLetterOrDigit(segment.At(groups.End(last))) && Redaction.Cards.Certainty(digits[..count], isSaid ??= segment.SaysBefore(Cards, groups.Start(0))) is > 0 and var score)
            {
                found.Add(new(DatumKinds.Card, groups.Start(0), groups.End(last), score));
            }
        }
    }
}
