namespace Parley.Schemas.Patterns;

/// <summary>A class of letters in brackets; the opening one is read.</summary>
internal sealed class PatternClass(PatternText text, PatternEscapes escapes)
{
    public CharacterSet Read()
    {
        var negated = text.Take("^");
        List<(int, int)> ranges = [];
        List<CharacterSet> sets = [];
        while (!text.Take("]"))
        {
            var first = ReadMember();
            if (text.Try(() => text.Take("-") && text.Peek != ']' ? ReadMember() : null) is not { } last)
            {
                sets.Add(first);
                continue;
            }

            ranges.Add(One(first) <= One(last) ? (One(first), One(last)) : throw new PatternException("has a range of letters whose end comes before its start"));
        }

        return new([.. ranges, .. sets.Where(IsOne).Select(set => set.Ranges[0])], 0, [.. sets.Where(set => !IsOne(set))], negated);
    }

    private CharacterSet ReadMember() => text.Next() switch
    {
        '\\' when text.Take("b") => CharacterSet.Of('\b'),
        '\\' when text.Take("-") => CharacterSet.Of('-'),
        '\\' => escapes.Read(),
        var letter => CharacterSet.Of(letter),
    };

    private static int One(CharacterSet set) => IsOne(set) ? set.Ranges[0].First : throw new PatternException("has a range between sets of letters");

    private static bool IsOne(CharacterSet set) => set is { Negated: false, Categories: 0, Sets.Length: 0, Ranges: [var (first, last)] } && first == last;
}
