namespace Parley.Redaction;

/// <summary>Words that say what stands near them. A word of them counts where no letter stands before it; with a full stop at its end, none after it either.</summary>
internal sealed class WordList(string words)
{
    private readonly string[] _words = words.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public bool IsIn(ReadOnlySpan<char> text)
    {
        foreach (var entry in _words)
        {
            var isWhole = entry[^1] == '.';
            var word = entry.AsSpan().TrimEnd('.');
            for (var at = 0; ;)
            {
                var next = text[at..].IndexOf(word, StringComparison.OrdinalIgnoreCase);
                if (next < 0)
                {
                    break;
                }

                at += next;
                var end = at + word.Length;
                if ((at == 0 || !char.IsLetter(text[at - 1])) && (!isWhole || end >= text.Length || !char.IsLetter(text[end])))
                {
                    return true;
                }

                at++;
            }
        }

        return false;
    }
}
