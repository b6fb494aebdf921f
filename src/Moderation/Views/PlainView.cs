using System.Buffers;
using System.Text;

namespace Parley.Moderation;

/// <summary>Reads a text as a person sees it: blanks joined, nothing unseen, letters that look alike as one.</summary>
internal static class PlainView
{
    /// <param name="hidden">How many characters were left out, or written in letters that are not drawn.</param>
    public static TextView Of(ReadOnlySpan<char> text, out int hidden, ViewKind kind = ViewKind.Plain)
    {
        var view = new TextView(kind, text.Length);
        var (latin, other) = (0, 0);
        hidden = 0;
        for (var at = 0; at < text.Length;)
        {
            if (text[at] is > ' ' and < '\u007F')
            {
                var drawn = Confusables.FoldAscii(text[at]);
                latin += drawn is >= 'a' and <= 'z' ? 1 : 0;
                view.Add(drawn, at, at + 1);
                at++;
                continue;
            }

            var status = Rune.DecodeFromUtf16(text[at..], out var rune, out var width);
            var (start, end) = (at, at + width);
            at = end;
            if (status != OperationStatus.Done)
            {
                view.Add('\uFFFD', start, end);
            }
            else if (Rune.IsWhiteSpace(rune))
            {
                AddBlank(view, rune, start, end);
            }
            else if (Confusables.IsUnseen(rune))
            {
                hidden++;
                if (view.Length > 0 && view[view.Length - 1] is not (' ' or '\n'))
                {
                    view.Widen(end);
                }
            }
            else
            {
                var folded = Confusables.Fold(rune);
                hidden += rune.Value >= 0xE0000 ? 1 : 0;
                latin += folded is >= 'a' and <= 'z' ? 1 : 0;
                other += folded is >= '\u0370' and <= '\u058F' ? 1 : 0;
                view.Add(folded, start, end);
            }
        }

        if (other > 0 && latin > 0)
        {
            ReadAsLatin(text, view, latin > 2 * other);
        }

        return view;
    }

    private static void AddBlank(TextView view, Rune rune, int start, int end)
    {
        var isLine = rune.Value is '\n' or '\r' or 0x85 or 0x2028 or 0x2029;
        if (view.Length > 0 && view[view.Length - 1] is ' ' or '\n')
        {
            view.Widen(end);
            view[view.Length - 1] = isLine ? '\n' : view[view.Length - 1];
        }
        else
        {
            view.Add(isLine ? '\n' : ' ', start, end);
        }
    }

    // A word that mixes alphabets is read as Latin; in a Latin text a word too whose letters all look Latin.
    private static void ReadAsLatin(ReadOnlySpan<char> text, TextView view, bool isLatinText)
    {
        for (var at = 0; at < view.Length;)
        {
            var (end, latin, alike, foreign) = (at, 0, 0, 0);
            for (; end < view.Length && char.IsLetterOrDigit(view[end]); end++)
            {
                var isAlike = Confusables.Latin(view[end]) != '\0';
                latin += view[end] is >= 'a' and <= 'z' ? 1 : 0;
                alike += isAlike ? 1 : 0;
                foreign += !isAlike && view[end] >= '\u0370' ? 1 : 0;
            }

            if (alike > 0 && (latin > 0 || (isLatinText && foreign == 0 && alike > 1)))
            {
                for (var i = at; i < end; i++)
                {
                    var seen = Confusables.Latin(text[view.StartOf(i)]);
                    seen = seen == '\0' ? Confusables.Latin(view[i]) : seen;
                    view[i] = seen == '\0' ? view[i] : seen;
                }
            }

            at = Math.Max(end, at + 1);
        }
    }
}
