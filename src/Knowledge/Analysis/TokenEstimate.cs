namespace Parley.Knowledge.Analysis;

/// <summary>Counts tokens roughly as a model's tokenizer would, without having one.</summary>
internal static class TokenEstimate
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
