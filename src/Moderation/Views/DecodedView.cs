using System.Buffers;
using System.Text;

namespace Parley.Moderation;

/// <summary>Finds what is written in an encoding anywhere in a text, and decodes it where it is text. One pass; each character is looked at by each encoding once.</summary>
internal static class DecodedView
{
    private const int ShortestBase64 = 16;
    private const int ShortestHex = 16;
    private const int FewestEscapes = 3;
    private const int LongestRun = 65_536;

    /// <returns>The decoded parts, folded, a line for each; null for none.</returns>
    public static TextView? Of(ReadOnlySpan<char> text)
    {
        TextView? raw = null;
        for (var at = 0; at < text.Length;)
        {
            var end = Escapes.Read(text, at, FewestEscapes, ref raw);
            if (end == at && IsBase64(text[at]))
            {
                end = at + 1;
                while (end < text.Length && IsBase64(text[end]))
                {
                    end++;
                }

                ReadRun(text, at, end, ref raw);
            }

            at = Math.Max(end, at + 1);
        }

        if (raw is null)
        {
            return null;
        }

        var view = PlainView.Of(raw.Chars, out _, ViewKind.Decoded);
        view.Through(raw);
        raw.Dispose();
        return view;
    }

    private static bool IsBase64(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '-' or '_';

    private static void ReadRun(ReadOnlySpan<char> text, int start, int end, ref TextView? raw)
    {
        var run = text[start..end];
        if (run.Length < Math.Min(ShortestBase64, ShortestHex) || run.Length > LongestRun)
        {
            return;
        }

        var from = run is ['0', 'x' or 'X', ..] ? 2 : 0;
        if (run[from..].Length % 2 == 0 && run[from..].Length >= ShortestHex && !run[from..].ContainsAnyExcept(Hex))
        {
            var bytes = ArrayPool<byte>.Shared.Rent(run.Length / 2);
            Convert.FromHexString(run[from..], bytes, out _, out var written);
            Add(bytes.AsSpan(0, written), start + from, 2, 1, end, ref raw);
            ArrayPool<byte>.Shared.Return(bytes);
        }
        else if (LooksEncoded(run))
        {
            var letters = ArrayPool<char>.Shared.Rent(run.Length + 4);
            run.CopyTo(letters);
            letters.AsSpan(0, run.Length).Replace('-', '+');
            letters.AsSpan(0, run.Length).Replace('_', '/');
            var length = run.Length - (run.Length % 4 == 1 ? 1 : 0);
            while (length % 4 != 0)
            {
                letters[length++] = '=';
            }

            var bytes = ArrayPool<byte>.Shared.Rent(length);
            if (Convert.TryFromBase64Chars(letters.AsSpan(0, length), bytes, out var written))
            {
                Add(bytes.AsSpan(0, written), start, 4, 3, end, ref raw);
            }

            ArrayPool<byte>.Shared.Return(bytes);
            ArrayPool<char>.Shared.Return(letters);
        }
    }

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");

    // Words and paths are made of the same characters; what is encoded changes between its kinds far more often.
    private static bool LooksEncoded(ReadOnlySpan<char> run)
    {
        var (changes, capitals) = (0, 0);
        for (var i = 1; i < run.Length; i++)
        {
            capitals += char.IsAsciiLetterUpper(run[i]) ? 1 : 0;
            changes += char.IsAsciiLetterUpper(run[i]) != char.IsAsciiLetterUpper(run[i - 1]) || char.IsAsciiDigit(run[i]) != char.IsAsciiDigit(run[i - 1]) ? 1 : 0;
        }

        return capitals > 1 && changes * 4 >= run.Length;
    }

    /// <summary>Adds bytes that are printable text; each stands for the group of characters that it came from.</summary>
    private static void Add(ReadOnlySpan<byte> bytes, int start, int group, int per, int end, ref TextView? raw)
    {
        if (!IsText(bytes))
        {
            return;
        }

        raw ??= new(ViewKind.Decoded, bytes.Length * 2);
        Span<char> units = stackalloc char[2];
        for (var at = 0; at < bytes.Length;)
        {
            Rune.DecodeFromUtf8(bytes[at..], out var rune, out var width);
            var from = start + (at / per * group);
            var to = Math.Min(end, start + (((at + width - 1) / per * group) + group));
            for (var i = 0; i < rune.EncodeToUtf16(units); i++)
            {
                raw.Add(units[i], from, to);
            }

            at += width;
        }

        raw.Add('\n', end - 1, end);
    }

    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        var (letters, all) = (0, 0);
        for (var at = 0; at < bytes.Length; all++)
        {
            if (Rune.DecodeFromUtf8(bytes[at..], out var rune, out var width) != OperationStatus.Done || (Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune)))
            {
                return false;
            }

            letters += Rune.IsLetter(rune) || rune.Value == ' ' ? 1 : 0;
            at += width;
        }

        return letters * 10 >= all * 7;
    }
}
