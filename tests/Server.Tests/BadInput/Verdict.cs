using System.Text.Json;
using System.Text.RegularExpressions;

namespace Parley.Server.Tests.BadInput;

/// <summary>Whether an answer is a clear refusal.</summary>
internal static partial class Verdict
{
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static async Task<string?> OnAsync(HttpResponseMessage response)
    {
        var (status, text) = ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        if (status is < 400 or >= 500)
        {
            return $"{status} {text}";
        }

        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
        {
            return $"{status} as {response.Content.Headers.ContentType}: {text}";
        }

        var json = JsonElement.Parse(text);
        var isOpenAI = json.TryGetProperty("error", out var error);
        var (code, detail) = isOpenAI
            ? (error.GetProperty("code").GetString(), error.GetProperty("message").GetString())
            : (json.GetProperty("code").GetString(), json.GetProperty("detail").GetString());
        return string.IsNullOrEmpty(code) || string.IsNullOrEmpty(detail) ? $"{status} says too little: {text}"
            : TypeName().IsMatch(text) ? $"{status} names a type: {text}"
            : null;
    }

    [GeneratedRegex(@"System\.|Microsoft\.|Parley\.[A-Z]|Nullable|Exception|JsonElement|Int32|IReadOnlyList|Id<|[a-z]`\d\b|\+Request|HandleAsync| at [A-Z]\w+\.")]
    private static partial Regex TypeName();
}
