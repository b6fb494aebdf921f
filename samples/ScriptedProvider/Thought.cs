using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Parley.ScriptedProvider;

/// <summary>Blocks of thinking as Anthropic's API has them, with signatures by which they are known again.</summary>
internal static class Thought
{
    public static string Sign(string thinking) => $"sig_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(thinking)))[..24]}";

    public static string Hide(string thinking) => Convert.ToBase64String(Encoding.UTF8.GetBytes(thinking));

    /// <exception cref="ScriptException">Thinking that is given back is not what was given out, or the request asks for it in a way that does not go.</exception>
    public static void Check(JsonElement body, int mostTokens)
    {
        if (body.TryGetProperty("thinking", out var asked) && ChatRequest.Number(asked, "budget_tokens") >= mostTokens)
        {
            throw new ScriptException("`max_tokens` must be greater than `thinking.budget_tokens`.");
        }

        foreach (var (i, message) in body.GetProperty("messages").EnumerateArray().Index())
        {
            if (message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array
                && content.EnumerateArray().Any(block => ChatRequest.Text(block, "type") == "thinking" && !IsOurs(block)))
            {
                throw new ScriptException($"messages.{i}.content: Invalid `signature` in `thinking` block");
            }
        }
    }

    private static bool IsOurs(JsonElement block) => ChatRequest.Text(block, "thinking") is { } thinking && ChatRequest.Text(block, "signature") is { } signature
        && (thinking.Length == 0 ? signature.StartsWith("sig_", StringComparison.Ordinal) : signature == Sign(thinking));
}
