using System.Globalization;
using System.Text;

namespace Parley.ScriptedProvider;

/// <summary>How likely the tokens of an answer are said to be: a pure function of their texts.</summary>
internal static class Logprobs
{
    /// <param name="alternatives">How many are told for each token; null for <c>null</c>.</param>
    public static string Of(IReadOnlyList<string> pieces, int? alternatives) => alternatives is not { } most
        ? "null"
        : $"{{\"content\":[{string.Join(',', pieces.Select(piece => $"{Token(piece, 0)[..^1]},\"top_logprobs\":[{string.Join(',', Enumerable.Range(0, most).Select(place => Token(place == 0 ? piece : $"{piece}{place}", place)))}]}}"))}],\"refusal\":null}}";

    private static string Token(string text, int place) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"token\":{Frames.Quoted(text)},\"logprob\":{-(0.125 * (1 + (text.Length % 4))) - place},\"bytes\":[{string.Join(',', Encoding.UTF8.GetBytes(text))}]}}");
}
