namespace Parley.Models;

/// <summary>
/// Estimates tokens from the shape of a text, biased high, so that what it lets through fits. It can be fed piece by piece.
/// </summary>
/// <remarks>
/// A word of a Latin script costs one token per started four letters, and one more when it has letters beyond ASCII; digits come in
/// threes; ideographs and kana are one to two tokens each, other scripts by their UTF-8 bytes; every sign counts, runs of blanks count once.
/// </remarks>
internal struct TokenEstimate
{
    private double _tokens;
    private Kind _kind;
    private int _run;

    private enum Kind
    {
        None,
        Word,
        Digits,
        Blank,
        Other,
    }

    public static int Of(ReadOnlySpan<char> text)
    {
        var estimate = default(TokenEstimate);
        estimate.Add(text);
        return estimate.Tokens;
    }

    public readonly int Tokens => (int)Math.Ceiling(_tokens);

    public void Add(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            Add(c);
        }
    }

    private void Add(char c)
    {
        var kind = c switch
        {
            (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '\u00C0' and < '\u0250') => Kind.Word,
            >= '0' and <= '9' => Kind.Digits,
            ' ' or '\t' or '\n' or '\r' => Kind.Blank,
            _ => Kind.Other,
        };
        _run = kind == _kind ? _run + 1 : 0;
        _kind = kind;
        _tokens += kind switch
        {
            Kind.Word => (_run % 5 == 0 ? 1 : 0) + (c > '\u007F' ? 0.6 : 0),
            Kind.Digits => _run % 3 == 0 ? 1 : 0,

            // One blank belongs to the word after it.
            Kind.Blank => c is '\n' ? 0.7 : _run == 1 ? 1 : 0,
            _ => CostOfOther(c),
        };
    }

    private static double CostOfOther(char c) => c switch
    {
        < '\u0080' => 1,
        >= '\u0370' and < '\u0530' => 0.6,
        >= '\u0590' and < '\u0900' => 0.9,
        >= '\u0900' and < '\u1100' => 1.2,
        >= '\u3000' and < '\uA000' => 1.4,
        >= '\uAC00' and < '\uD7B0' => 1.5,
        >= '\uD800' and < '\uE000' => 1.5,
        _ => 1.5,
    };
}
