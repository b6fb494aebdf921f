using System.Text.Encodings.Web;
using System.Text.Json;

namespace Parley.Schemas.Keywords;

/// <summary>Pieces of sentences.</summary>
internal static class Words
{
    private const int MostListed = 20;
    private const int Longest = 200;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Quote(string name) => Short(JsonSerializer.Serialize(name, Plain));

    public static string Json(JsonElement value) => Short(JsonSerializer.Serialize(value, Plain));

    public static string List(IEnumerable<string> words)
    {
        var listed = words.Take(MostListed + 1).ToList();
        return string.Join(", ", listed.Take(MostListed)) + (listed.Count > MostListed ? " and more" : "");
    }

    public static string Or(IEnumerable<string> words) => string.Join(" or ", words);

    /// <summary>A type with its article.</summary>
    public static string Typed(string type) => type switch
    {
        "null" => "null",
        "object" or "array" or "integer" => "an " + type,
        _ => "a " + type,
    };

    public static string Counted(int count, string word) => count == 1 ? $"1 {word}" : $"{count} {(word.EndsWith('y') ? word[..^1] + "ies" : word + "s")}";

    private static string Short(string text) => text.Length <= Longest ? text : text[..Longest] + "…";
}
