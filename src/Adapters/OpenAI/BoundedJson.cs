using System.Text.Json;

namespace Parley.OpenAI;

/// <summary>Reads a small JSON answer, and not more than it may have.</summary>
internal static class BoundedJson
{
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidDataException">It is longer than allowed.</exception>
    public static async Task<JsonElement> ReadAsync(Stream body, int longest, CancellationToken cancellationToken)
    {
        using var whole = new WholeBody(body, longest);
        while (!whole.TryRead())
        {
            if (!whole.Take(await whole.FillAsync(cancellationToken)))
            {
                throw new JsonException("The answer is empty.");
            }
        }

        return JsonElement.Parse(whole.Data);
    }
}
