using System.Globalization;
using static System.Globalization.UnicodeCategory;

namespace Parley.Schemas.Patterns;

/// <summary>The general categories of Unicode by the names that ECMA-262 gives them (its table of PropertyValueAliases).</summary>
internal static class UnicodeProperties
{
    private static readonly Dictionary<string, UnicodeCategory[]> Categories = Aliases(
        ("L,Letter", [UppercaseLetter, LowercaseLetter, TitlecaseLetter, ModifierLetter, OtherLetter]),
        ("LC,Cased_Letter", [UppercaseLetter, LowercaseLetter, TitlecaseLetter]),
        ("Lu,Uppercase_Letter", [UppercaseLetter]),
        ("Ll,Lowercase_Letter", [LowercaseLetter]),
        ("Lt,Titlecase_Letter", [TitlecaseLetter]),
        ("Lm,Modifier_Letter", [ModifierLetter]),
        ("Lo,Other_Letter", [OtherLetter]),
        ("M,Mark,Combining_Mark", [NonSpacingMark, SpacingCombiningMark, EnclosingMark]),
        ("Mn,Nonspacing_Mark", [NonSpacingMark]),
        ("Mc,Spacing_Mark", [SpacingCombiningMark]),
        ("Me,Enclosing_Mark", [EnclosingMark]),
        ("N,Number", [DecimalDigitNumber, LetterNumber, OtherNumber]),
        ("Nd,Decimal_Number,digit", [DecimalDigitNumber]),
        ("Nl,Letter_Number", [LetterNumber]),
        ("No,Other_Number", [OtherNumber]),
        ("P,Punctuation,punct", [ConnectorPunctuation, DashPunctuation, OpenPunctuation, ClosePunctuation, InitialQuotePunctuation, FinalQuotePunctuation, OtherPunctuation]),
        ("Pc,Connector_Punctuation", [ConnectorPunctuation]),
        ("Pd,Dash_Punctuation", [DashPunctuation]),
        ("Ps,Open_Punctuation", [OpenPunctuation]),
        ("Pe,Close_Punctuation", [ClosePunctuation]),
        ("Pi,Initial_Punctuation", [InitialQuotePunctuation]),
        ("Pf,Final_Punctuation", [FinalQuotePunctuation]),
        ("Po,Other_Punctuation", [OtherPunctuation]),
        ("S,Symbol", [MathSymbol, CurrencySymbol, ModifierSymbol, OtherSymbol]),
        ("Sm,Math_Symbol", [MathSymbol]),
        ("Sc,Currency_Symbol", [CurrencySymbol]),
        ("Sk,Modifier_Symbol", [ModifierSymbol]),
        ("So,Other_Symbol", [OtherSymbol]),
        ("Z,Separator", [SpaceSeparator, LineSeparator, ParagraphSeparator]),
        ("Zs,Space_Separator", [SpaceSeparator]),
        ("Zl,Line_Separator", [LineSeparator]),
        ("Zp,Paragraph_Separator", [ParagraphSeparator]),
        ("C,Other", [Control, Format, Surrogate, PrivateUse, OtherNotAssigned]),
        ("Cc,Control,cntrl", [Control]),
        ("Cf,Format", [Format]),
        ("Cs,Surrogate", [Surrogate]),
        ("Co,Private_Use", [PrivateUse]),
        ("Cn,Unassigned", [OtherNotAssigned]));

    public static CharacterSet? Find(string name) => name switch
    {
        "Any" => CharacterSet.Of((0, 0x10FFFF)),
        "ASCII" => CharacterSet.Of((0, 0x7F)),
        "Assigned" => Find("Cn")! with { Negated = true },
        _ when Categories.TryGetValue(Bare(name), out var categories) => new([], categories.Aggregate(0, (bits, category) => bits | 1 << (int)category), [], false),
        _ => null,
    };

    private static string Bare(string name) =>
        name.StartsWith("gc=", StringComparison.Ordinal) || name.StartsWith("General_Category=", StringComparison.Ordinal) ? name[(name.IndexOf('=', StringComparison.Ordinal) + 1)..] : name;

    private static Dictionary<string, UnicodeCategory[]> Aliases(params (string Names, UnicodeCategory[] Categories)[] rows) =>
        rows.SelectMany(row => row.Names.Split(','), (row, name) => (name, row.Categories)).ToDictionary(pair => pair.name, pair => pair.Categories);
}
