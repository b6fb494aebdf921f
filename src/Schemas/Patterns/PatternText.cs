using System.Text;

namespace Parley.Schemas.Patterns;

/// <summary>Reads a pattern code point by code point.</summary>
internal sealed class PatternText(string pattern)
{
    private readonly int[] _letters = CodePoints(pattern);
    private int _at;

    public bool Ends => _at >= _letters.Length;

    /// <summary>The next code point, or -1.</summary>
    public int Peek => Ends ? -1 : _letters[_at];

    public int Next() => Ends ? throw new PatternException("ends where more is expected") : _letters[_at++];

    public bool Take(string expected)
    {
        if (_at + expected.Length > _letters.Length || expected.Where((letter, index) => _letters[_at + index] != letter).Any())
        {
            return false;
        }

        _at += expected.Length;
        return true;
    }

    public void Need(string expected)
    {
        if (!Take(expected))
        {
            throw new PatternException($"lacks \"{expected}\" at place {_at}");
        }
    }

    /// <returns>The digits that stand here; empty for none.</returns>
    public string Digits(Func<int, bool> isDigit, int most)
    {
        var text = new StringBuilder();
        while (text.Length < most && !Ends && isDigit(Peek))
        {
            text.Append((char)Next());
        }

        return text.ToString();
    }

    /// <summary>Tries to read something; where it says null, nothing was read.</summary>
    public T? Try<T>(Func<T?> read)
        where T : class
    {
        var before = _at;
        var result = read();
        if (result is null)
        {
            _at = before;
        }

        return result;
    }

    /// <summary>The code points of a text; half a surrogate pair stands for itself.</summary>
    public static int[] CodePoints(string text)
    {
        var points = new List<int>(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            points.Add(char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])
                ? char.ConvertToUtf32(text[index], text[++index])
                : text[index]);
        }

        return [.. points];
    }
}
