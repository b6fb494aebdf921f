using System.Collections.Concurrent;
using System.Text.Json;

namespace Parley.Schemas.Compiling;

/// <summary>The schemas of schemas, as the standard gives them; they lie in this assembly.</summary>
internal static class Metaschemas
{
    private const string Folder = "https://json-schema.org/draft/2020-12/";

    private static readonly ConcurrentDictionary<string, JsonElement> Read = new();

    public static JsonElement? Find(string uri)
    {
        var name = uri == Dialect.Uri7 ? "draft-07/schema.json" : uri.StartsWith(Folder, StringComparison.Ordinal) ? $"draft2020-12/{uri[Folder.Length..]}.json" : null;
        using var stream = name is null ? null : typeof(Metaschemas).Assembly.GetManifestResourceStream(name);
        if (stream is null)
        {
            return null;
        }

        return Read.GetOrAdd(uri, _ =>
        {
            using var document = JsonDocument.Parse(stream);
            return document.RootElement.Clone();
        });
    }
}
