using Parley.Text;

namespace Parley.Knowledge.Ingestion;

/// <summary>How long a passage is, in roughly the tokens that a model would read. Cheaper to tell than an estimate that must never be too low.</summary>
internal static class PassageSize
{
    // About what vocabularies of many languages make of a text: a passage then says as much in every script.
    private const double LatinPerToken = 4.5;
    private const double OtherPerToken = 3.5;
    private const double SouthEastPerToken = 3.3;
    private const double CjkPerToken = 1.5;

    /// <summary>A word costs a token per some letters, fewer in other scripts than Latin; a mark one; a script without blanks by its characters.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        var (tokens, characters) = (0, 0.0);
        for (var at = 0; at < text.Length;)
        {
            var script = Scripts.Of(text[at]);
            if (script is Script.Cjk or Script.SouthEast)
            {
                characters += 1 / (script == Script.Cjk ? CjkPerToken : SouthEastPerToken);
                at++;
                continue;
            }

            if (script == Script.None)
            {
                tokens += char.IsWhiteSpace(text[at]) ? 0 : 1;
                at++;
                continue;
            }

            var end = at + 1;
            while (end < text.Length && Scripts.Of(text[end]) is not (Script.None or Script.Cjk or Script.SouthEast))
            {
                end++;
            }

            tokens += (int)Math.Ceiling((end - at) / (script == Script.Latin ? LatinPerToken : OtherPerToken));
            at = end;
        }

        return tokens + (int)Math.Ceiling(characters);
    }
}
