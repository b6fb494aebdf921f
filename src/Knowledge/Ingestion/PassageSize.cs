using Parley.Text;

namespace Parley.Knowledge.Ingestion;

/// <summary>How long a passage is, in roughly the tokens that a model would read. Cheaper to tell than an estimate that must never be too low.</summary>
internal static class PassageSize
{
    private const double LettersPerToken = 4.5;

    /// <summary>A word costs a token per some four and a half letters, a mark one, a character of a script without blanks one.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        var tokens = 0;
        for (var at = 0; at < text.Length;)
        {
            var script = Scripts.Of(text[at]);
            if (script is Script.Cjk or Script.SouthEast || (script == Script.None && !char.IsWhiteSpace(text[at])))
            {
                tokens++;
                at++;
                continue;
            }

            if (script == Script.None)
            {
                at++;
                continue;
            }

            var end = at + 1;
            while (end < text.Length && Scripts.Of(text[end]) is not (Script.None or Script.Cjk or Script.SouthEast))
            {
                end++;
            }

            var perToken = script == Script.Latin ? LettersPerToken : LettersPerToken / 2;
            tokens += (int)Math.Ceiling((end - at) / perToken);
            at = end;
        }

        return tokens;
    }
}
