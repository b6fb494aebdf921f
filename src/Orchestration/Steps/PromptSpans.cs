using System.Security.Cryptography;
using System.Text;

namespace Parley.Orchestration;

/// <summary>Whose words a prompt is made of.</summary>
/// <param name="Kind"><c>program operator user assistant summary document tool file</c>.</param>
/// <param name="Parts">How many pieces.</param>
/// <param name="Tokens">Of all of them, estimated.</param>
/// <param name="Sha256">Of all of them, one after the other.</param>
public sealed record PromptSpan(string Kind, int Parts, long Tokens, string Sha256);

/// <summary>Gathers whose words a prompt is made of while it is written.</summary>
internal sealed class PromptSpans(Func<string, long> tokens)
{
    private readonly List<(string Kind, string Text)> _parts = [];

    /// <summary>Notes a piece, and gives it back.</summary>
    public string Add(string kind, string text)
    {
        if (text.Length > 0)
        {
            _parts.Add((kind, text));
        }

        return text;
    }

    /// <returns>Without any text, in the order in which the kinds came.</returns>
    public IReadOnlyList<PromptSpan> ToRecord() =>
    [
        .. _parts.GroupBy(part => part.Kind).Select(kind => new PromptSpan(
            kind.Key, kind.Count(), kind.Sum(part => tokens(part.Text)),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(kind.Select(part => part.Text))))))),
    ];
}
