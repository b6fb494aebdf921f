namespace Parley.Moderation;

/// <summary>Reads digits and signs inside of words as the letters that they imitate: <c>h4t3</c>, <c>$h!t</c>.</summary>
internal static class LeetView
{
    /// <returns>The view; null where no word has such signs.</returns>
    public static TextView? Of(TextView plain)
    {
        TextView? view = null;
        for (var at = 0; at < plain.Length;)
        {
            var (end, letters, signs) = (at, 0, 0);
            for (; end < plain.Length && plain[end] is not (' ' or '\n'); end++)
            {
                letters += char.IsLetter(plain[end]) ? 1 : 0;
                signs += IsSign(plain, end) ? 1 : 0;
            }

            if (letters > 0 && signs > 0 && letters + signs >= 3 && end - at <= 40)
            {
                view ??= Begin(plain, at);
                for (var i = at; i < end; i++)
                {
                    view.Add(IsSign(plain, i) ? Letter(plain[i]) : plain[i], plain.StartOf(i), plain.EndOf(i));
                }
            }
            else
            {
                view?.Copy(plain, at, end);
            }

            if (end < plain.Length)
            {
                view?.Copy(plain, end, end + 1);
            }

            at = end + 1;
        }

        return view;
    }

    private static TextView Begin(TextView plain, int end)
    {
        var view = new TextView(ViewKind.Leet, plain.Length);
        view.Copy(plain, 0, end);
        return view;
    }

    // A sign that also ends sentences counts only before a letter.
    private static bool IsSign(TextView plain, int at) => Letter(plain[at]) != '\0'
        && (char.IsAsciiDigit(plain[at]) || plain[at] is '@' or '$' || (at + 1 < plain.Length && char.IsLetter(plain[at + 1])));

    private static char Letter(char c) => c switch
    {
        '0' => 'o',
        '1' or '!' or '|' => 'i',
        '3' or '€' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' or '+' => 't',
        '8' => 'b',
        '9' => 'g',
        _ => '\0',
    };
}
