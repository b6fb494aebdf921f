using System.Text.Json;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>How likely the tokens of a whole answer were, gathered from its log: the end of a turn does not repeat them.</summary>
internal sealed class ToldTokens
{
    private readonly List<JsonElement> _tokens = [];
    private bool _areTold;

    /// <summary>Those of the text that stands, each <c>{"token", "logprob", "bytes", "top_logprobs"}</c>; null where none were told.</summary>
    public IReadOnlyList<JsonElement>? All => _areTold ? _tokens : null;

    public void Take(LogEntry entry)
    {
        switch (entry.Name)
        {
            case "logprobs":
                _areTold = true;
                _tokens.AddRange(JsonElement.Parse(entry.Json.Span).GetProperty("tokens").EnumerateArray());
                break;
            case "retract" when _tokens.Count > 0:
                Withdraw(JsonElement.Parse(entry.Json.Span).GetProperty("from").GetInt32());
                break;
        }
    }

    private void Withdraw(int from)
    {
        var (told, kept) = (0, 0);
        foreach (var token in _tokens)
        {
            if (LengthOf(token) is not { } length)
            {
                // Nobody knows of which part of the text they are.
                kept = 0;
                break;
            }

            told += length;
            kept += told <= from ? 1 : 0;
        }

        _tokens.RemoveRange(kept, _tokens.Count - kept);
    }

    /// <summary>In UTF-16 code units. A token may be a piece of a character, which is counted where it begins.</summary>
    /// <returns>Null where it cannot be told.</returns>
    private static int? LengthOf(JsonElement token)
    {
        if (token.GetProperty("bytes") is { ValueKind: JsonValueKind.Array } bytes)
        {
            return bytes.EnumerateArray().Sum(one => one.GetInt32() switch { >= 0xF0 => 2, >= 0x80 and < 0xC0 => 0, _ => 1 });
        }

        var text = token.GetProperty("token").GetString()!;
        return text.Contains('\uFFFD', StringComparison.Ordinal) ? null : text.Length;
    }
}
