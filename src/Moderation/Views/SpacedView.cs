namespace Parley.Moderation;

/// <summary>Joins letters that stand apart: <c>k i l l</c>, <c>i.g.n.o.r.e</c>. A wider gap between them stays a blank.</summary>
internal static class SpacedView
{
    private const int Fewest = 4;

    /// <returns>The view; null where no letters stand apart.</returns>
    public static TextView? Of(TextView plain)
    {
        TextView? view = null;
        for (var at = 0; at < plain.Length;)
        {
            var end = RunEnd(plain, at);
            if (end < 0)
            {
                view?.Copy(plain, at, at + 1);
                at++;
                continue;
            }

            if (view is null)
            {
                view = new(ViewKind.Spaced, plain.Length);
                view.Copy(plain, 0, at);
            }

            for (var i = at; i < end; i++)
            {
                if (char.IsLetterOrDigit(plain[i]))
                {
                    view.Copy(plain, i, i + 1);
                }
                else if (plain[i] == '\n' || plain.EndOf(i) - plain.StartOf(i) > 1)
                {
                    view.Add(' ', plain.StartOf(i), plain.EndOf(i));
                }
            }

            at = end;
        }

        return view;
    }

    /// <returns>The end of the run of single letters that begins here; -1 for none.</returns>
    private static int RunEnd(TextView plain, int at)
    {
        if (!IsAlone(plain, at))
        {
            return -1;
        }

        var (letters, end) = (1, at + 1);
        for (var i = at + 2; i < plain.Length && IsGap(plain[i - 1]) && IsAlone(plain, i); i += 2)
        {
            letters++;
            end = i + 1;
        }

        return letters >= Fewest ? end : -1;
    }

    private static bool IsAlone(TextView plain, int at) => char.IsLetterOrDigit(plain[at])
        && (at == 0 || !char.IsLetterOrDigit(plain[at - 1])) && (at + 1 == plain.Length || !char.IsLetterOrDigit(plain[at + 1]));

    private static bool IsGap(char c) => c is ' ' or '\n' or '.' or '-' or '_' or '*' or '/' or ',' or '·' or '|' or '~';
}
