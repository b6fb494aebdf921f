using System.Collections.Frozen;

namespace Parley.Redaction;

/// <summary>Country codes of ITU-T E.164, and how national numbers of the main countries are built.</summary>
internal static class CallingCodes
{
    private static readonly FrozenSet<int> Codes = string.Concat(
        "1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 ",
        "211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 236 237 238 239 240 241 242 243 244 245 246 247 248 249 250 251 252 253 254 255 256 257 258 260 261 262 263 264 265 266 267 268 269 290 291 297 298 299 ",
        "350 351 352 353 354 355 356 357 358 359 370 371 372 373 374 375 376 377 378 379 380 381 382 383 385 386 387 389 420 421 423 500 501 502 503 504 505 506 507 508 509 590 591 592 593 594 595 596 597 598 599 ",
        "670 672 673 674 675 676 677 678 679 680 681 682 683 685 686 687 688 689 690 691 692 800 808 850 852 853 855 856 870 878 880 881 882 883 886 888 960 961 962 963 964 965 966 967 968 970 971 972 973 974 975 976 977 979 992 993 994 995 996 998")
        .Split(' ').Select(code => int.Parse(code, null)).ToFrozenSet();

    // Region, trunk prefix, first digits of a number without it, and how many digits it has then.
    private static readonly Dictionary<string, (string Trunk, string First, int Shortest, int Longest)> Plans = new()
    {
        ["US"] = ("1", "23456789", 10, 10),
        ["CA"] = ("1", "23456789", 10, 10),
        ["GB"] = ("0", "123578", 9, 10),
        ["DE"] = ("0", "123456789", 6, 11),
        ["FR"] = ("0", "1234567", 9, 9),
        ["ES"] = ("", "6789", 9, 9),
        ["IT"] = ("", "03", 8, 11),
        ["NL"] = ("0", "12345678", 9, 9),
        ["BE"] = ("0", "123456789", 8, 9),
        ["CH"] = ("0", "2345678", 9, 9),
        ["AT"] = ("0", "123456789", 7, 12),
        ["PL"] = ("", "12345678", 9, 9),
        ["PT"] = ("", "239", 9, 9),
        ["SE"] = ("0", "123456789", 7, 9),
        ["DK"] = ("", "23456789", 8, 8),
        ["NO"] = ("", "23456789", 8, 8),
        ["FI"] = ("0", "123456789", 6, 11),
        ["IE"] = ("0", "1245689", 7, 9),
        ["CZ"] = ("", "234567", 9, 9),
        ["AU"] = ("0", "23478", 9, 9),
        ["NZ"] = ("0", "234679", 8, 10),
        ["IN"] = ("0", "6789", 10, 10),
        ["BR"] = ("0", "123456789", 10, 11),
        ["MX"] = ("", "23456789", 10, 10),
        ["JP"] = ("0", "123456789", 9, 10),
        ["KR"] = ("0", "1234567", 8, 10),
        ["CN"] = ("0", "123456789", 10, 11),
        ["RU"] = ("8", "34589", 10, 10),
        ["TR"] = ("0", "23458", 10, 10),
        ["ZA"] = ("0", "123456789", 9, 9),
        ["SG"] = ("", "3689", 8, 8),
        ["HK"] = ("", "235679", 8, 8),
        ["AR"] = ("0", "123456789", 10, 10),
        ["GR"] = ("", "26", 10, 10),
    };

    /// <summary>Whether digits begin with a country code, and leave a number of a length that exists.</summary>
    public static bool IsInternational(ReadOnlySpan<char> digits)
    {
        for (var length = 1; length <= 3 && length < digits.Length; length++)
        {
            if (Codes.Contains(int.Parse(digits[..length], null)))
            {
                return digits.Length is >= 7 and <= 16;
            }
        }

        return false;
    }

    /// <summary>Whether digits are a number as they are dialled inside of a region.</summary>
    public static bool IsNational(ReadOnlySpan<char> digits, string region)
    {
        if (!Plans.TryGetValue(region, out var plan))
        {
            return false;
        }

        var isTrunk = plan.Trunk.Length > 0 && digits.StartsWith(plan.Trunk);
        var number = isTrunk ? digits[plan.Trunk.Length..] : digits;
        var needsTrunk = plan.Trunk == "0";
        return (isTrunk || !needsTrunk) && number.Length >= plan.Shortest && number.Length <= plan.Longest && plan.First.Contains(number[0], StringComparison.Ordinal)
            && (region is not ("US" or "CA") || number[3] is >= '2' and <= '9');
    }
}
