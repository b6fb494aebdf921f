namespace Parley.Moderation;

/// <summary>The form of a text, as a set of bits: what a fake dialogue, a long set of orders or a hidden message looks like.</summary>
internal static class Signs
{
    private static readonly int[] Lengths = [60, 150, 400, 800, 1500];

    /// <param name="text">The original part.</param>
    public static uint Of(ReadOnlySpan<char> text, ViewSet views)
    {
        var (capitals, letters, foreign, latin) = (0, 0, 0, 0);
        foreach (var c in text)
        {
            capitals += char.IsAsciiLetterUpper(c) ? 1 : 0;
            latin += char.IsAsciiLetter(c) ? 1 : 0;
            letters += char.IsLetter(c) ? 1 : 0;
            foreign += c > '\u0370' && char.IsLetter(c) ? 1 : 0;
        }

        var lines = text.Count('\n');
        return Bit(0, capitals * 3 > letters && letters > 20) | Bit(1, foreign > 8 && latin > 8 && foreign * 5 > letters && latin * 5 > letters) | Bit(2, text.Count('"') >= 2)
            | Bit(3, text.Contains('[') && text.Contains(']')) | Bit(4, text.Contains('{')) | Bit(5, text.ContainsAny("<>")) | Bit(6, text.Contains("```", StringComparison.Ordinal))
            | Bit(7, text.Contains("://", StringComparison.Ordinal)) | Bit(8, text.Contains("![", StringComparison.Ordinal)) | Bit(9, lines >= 2) | Bit(10, lines >= 8)
            | Bit(11, text.TrimEnd() is [.., '?' or '？' or '؟']) | Bit(12, text.Count(':') >= 4) | Bit(13, views.Hidden > 3) | Bit(14, Has(views, ViewKind.Decoded))
            | Bit(15, Has(views, ViewKind.Rot13)) | Bit(16, Has(views, ViewKind.Reversed)) | Bit(17, Has(views, ViewKind.Spaced)) | Bit(18, IsRepeating(text))
            | Bit(19, text.Count('!') >= 3) | Bit(20, text.Count('\'') >= 4) | Bit(21, text.Contains("===", StringComparison.Ordinal) || text.Contains("---", StringComparison.Ordinal))
            | (1u << (24 + Longer(text.Length)));
    }

    private static int Longer(int length)
    {
        var step = 0;
        while (step < Lengths.Length && length > Lengths[step])
        {
            step++;
        }

        return step;
    }

    private static uint Bit(int place, bool isThere) => isThere ? 1u << place : 0;

    private static bool Has(ViewSet views, ViewKind kind)
    {
        foreach (var view in views.All)
        {
            if (view.Kind == kind)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The same word ten times in a row.</summary>
    private static bool IsRepeating(ReadOnlySpan<char> text)
    {
        var (before, times) = (0u, 0);
        foreach (var word in text.Split(' '))
        {
            var hash = FeatureBag.Hash(text[word]);
            times = hash == before ? times + 1 : 0;
            before = hash;
            if (times >= 9 && text[word].Length > 0)
            {
                return true;
            }
        }

        return false;
    }
}
