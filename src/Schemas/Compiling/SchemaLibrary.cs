using System.Text.Json;

namespace Parley.Schemas.Compiling;

/// <summary>All schemas that have a URI: the one that is compiled, those that came with it, the metaschemas. Nothing is fetched.</summary>
internal sealed class SchemaLibrary(SchemaOptions options)
{
    private readonly Dictionary<string, SchemaNode> _resources = [];

    public required SchemaScan Scan { get; set; }

    /// <summary>Keeps where a resource begins. A second one of the same URI stays unheard, as it could not be told from the first.</summary>
    public void Remember(Resource resource, SchemaNode node)
    {
        if (resource.Pointer == node.Pointer && !_resources.TryAdd(resource.Uri, node))
        {
            throw new InvalidSchemaException(node.Place, $"has the same URI as another schema, \"{resource.Uri}\"; each $id must differ");
        }
    }

    /// <summary>Reads a document as schema.</summary>
    public SchemaNode Open(JsonElement json, string uri, string name, Dialect dialect) =>
        Scan.Scan(json, "", new(uri, "", new(json, name), dialect), isRoot: true);

    /// <returns>The schema of a URI without fragment; null when nobody gave it.</returns>
    public SchemaNode? Find(string uri)
    {
        if (_resources.TryGetValue(uri, out var known))
        {
            return known;
        }

        if (Json(uri) is not { } json)
        {
            return null;
        }

        var opened = Open(json, uri, uri + "#", Compiling.Dialect.Of(options.Draft));

        // A document is found by where it lies too, whatever it calls itself.
        _resources.TryAdd(uri, opened);
        return opened;
    }

    /// <summary>The keywords that a metaschema stands for.</summary>
    /// <param name="place">Where it is named, for errors.</param>
    public Dialect Dialect(string uri, string place)
    {
        if (Compiling.Dialect.Of(uri) is { } known)
        {
            return known;
        }

        if (Json(UriReference.Cut(uri).Resource) is not { ValueKind: JsonValueKind.Object } json)
        {
            throw new InvalidSchemaException(place, $"names \"{uri}\", which is not spoken here; use \"{Compiling.Dialect.Uri202012}\" or \"{Compiling.Dialect.Uri7}#\"");
        }

        var draft = json.TryGetProperty("$schema", out var named) && named.ValueKind == JsonValueKind.String && Compiling.Dialect.Of(named.GetString()!) is { } dialect
            ? dialect.Draft
            : options.Draft;
        return draft == SchemaDraft.Draft202012 && json.TryGetProperty("$vocabulary", out var vocabularies) && vocabularies.ValueKind == JsonValueKind.Object
            ? new(draft, Spoken(vocabularies, place))
            : Compiling.Dialect.Of(draft);
    }

    private static HashSet<string> Spoken(JsonElement vocabularies, string place)
    {
        var spoken = new HashSet<string>();
        foreach (var vocabulary in vocabularies.EnumerateObject())
        {
            var name = vocabulary.Name.StartsWith(Compiling.Dialect.VocabularyPrefix, StringComparison.Ordinal) ? vocabulary.Name[Compiling.Dialect.VocabularyPrefix.Length..] : "";
            if (Compiling.Dialect.Understood.Contains(name))
            {
                spoken.Add(name);
            }
            else if (vocabulary.Value.ValueKind == JsonValueKind.True)
            {
                throw new InvalidSchemaException(place, $"needs the vocabulary \"{vocabulary.Name}\", which is not understood here");
            }
        }

        return spoken;
    }

    private JsonElement? Json(string uri) =>
        options.Resources.TryGetValue(uri, out var given) || options.Resources.TryGetValue(uri + "#", out given) ? given : Metaschemas.Find(uri);
}
