namespace Parley.Redaction;

/// <summary>The ways in which people group the digits of telephone numbers.</summary>
internal static class PhoneShapes
{
    private static readonly HashSet<string> Fixed = ["334", "1334", "333", "2222", "22222", "3222", "32222", "244", "234", "344", "354", "355", "3322", "26", "422", "432", "4222", "433", "343"];

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Shapes = Fixed.GetAlternateLookup<ReadOnlySpan<char>>();

    // With the zero of the trunk any grouping of this many digits is one.
    private const int FewestWithTrunk = 9;
    private const int MostWithTrunk = 12;

    public static bool IsOne(ReadOnlySpan<char> text, DigitGroups groups, int last, int start, int end)
    {
        var isBracketed = start < groups.Start(0);
        if (last == 0)
        {
            return groups.Length(0) == 10 && end > groups.End(0);
        }

        var (digits, sign) = (0, text[groups.End(0)]);
        Span<char> shape = stackalloc char[DigitGroups.Most];
        for (var group = 0; group <= last; group++)
        {
            digits += groups.Length(group);
            shape[group] = (char)('0' + groups.Length(group));
            if (groups.Length(group) > 9 || (group > 0 && groups.Length(group) < 2))
            {
                return false;
            }
        }

        var isTrunk = text[groups.Start(0)] == '0' && groups.Length(0) >= 2 && text[groups.Start(0) + 1] != '0';
        return isBracketed ? digits is >= 7 and <= 12
            : isTrunk && digits is >= FewestWithTrunk and <= MostWithTrunk && last <= 5 ? true
            : (IsYear(text, groups, 0) && IsYear(text, groups, last)) || sign == '/' || (sign == '.' && digits < FewestWithTrunk) || text[groups.Start(0)..].StartsWith("00") ? false
            : Shapes.Contains(shape[..(last + 1)]) || (shape[..(last + 1)] is "44" && sign is ' ' or '-' && text[groups.Start(0)] is >= '2');
    }

    private static bool IsYear(ReadOnlySpan<char> text, DigitGroups groups, int group) =>
        groups.Length(group) == 4 && text[groups.Start(group)] is '1' or '2' && text[groups.Start(group) + 1] is '9' or '0' or '8';
}
