using System.Text.Json;
using Parley.Schemas.Keywords;

namespace Parley.Schemas.Compiling;

/// <summary>Makes a schema of JSON: finds all subschemas, builds their keywords, and sees that none refers to itself without going into the value.</summary>
internal static class SchemaCompiler
{
    public static SchemaNode Compile(JsonElement json, SchemaOptions options)
    {
        var library = new SchemaLibrary(options) { Scan = null! };
        var scan = library.Scan = new SchemaScan(library, options);
        var references = new References(library, scan, options);
        var root = library.Open(json, "", "", Dialect.Of(options.Draft));
        var built = new List<SchemaNode>();
        while (scan.Found.TryDequeue(out var node))
        {
            Build(node, references);
            built.Add(node);
        }

        Endless.Refuse(built);
        return root;
    }

    private static void Build(SchemaNode node, References references)
    {
        if (node.Json.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var alone = node.Dialect.Is7 && node.Json.TryGetProperty("$ref", out _);
        var keywords = new Dictionary<string, Keyword>();
        foreach (var member in node.Json.EnumerateObject())
        {
            if ((!alone || member.Name == "$ref") && Vocabulary.Find(member.Name, node.Dialect) is { } entry)
            {
                keywords[member.Name] = entry.Make(new(node, member.Name, member.Value, references));
            }
        }

        node.Keywords = [.. keywords.Values.OrderBy(keyword => keyword.IsLast)];
        node.Marks = node.Keywords.Any(keyword => keyword.IsLast);
    }
}
