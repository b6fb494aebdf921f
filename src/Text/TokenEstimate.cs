namespace Parley.Text;

/// <summary>
/// Estimates tokens from the shape of a text, biased high, so that what it lets through fits. It can be fed piece by piece.
/// </summary>
/// <remarks>
/// A word costs one token per started five letters, or three where letters with marks tell that the language is not English, which
/// vocabularies know best; digits come in threes; other scripts by what older vocabularies make of them; every sign counts, runs of
/// blanks count once. Its error against real tokenizers stands in docs/benchmarks.md.
/// </remarks>
public struct TokenEstimate
{
    private double _tokens;
    private Kind _kind;
    private int _run;
    private int _letters;
    private int _marked;

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
            Kind.Word => CostOfLetter(c),
            Kind.Digits => _run % 3 == 0 ? 1 : 0,

            // One blank belongs to the word after it.
            Kind.Blank => c is '\n' ? 0.7 : _run == 1 ? 1 : 0,
            _ => CostOfOther(c),
        };
    }

    private double CostOfLetter(char c)
    {
        var isMarked = c > '\u007F';
        _letters++;
        _marked += isMarked ? 1 : 0;

        // One borrowed word does not make a text foreign.
        var isForeign = _marked >= 3 && _marked * 100 >= _letters;
        return (_run % (isForeign ? 3 : 5) == 0 ? 1 : 0) + (isMarked ? 0.5 : 0);
    }

    private static double CostOfOther(char c) => c switch
    {
        < '\u0080' => 1,
        >= '\u0370' and < '\u0400' => 1.15,
        >= '\u0400' and < '\u0530' => 0.7,
        >= '\u0590' and < '\u0900' => 1,
        >= '\u0900' and < '\u0D80' => 1.35,
        >= '\u0D80' and < '\u1100' => 1.2,
        _ => 1.6,
    };
}
