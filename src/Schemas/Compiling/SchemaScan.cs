using System.Text.Json;

namespace Parley.Schemas.Compiling;

/// <summary>Finds all subschemas of a document, with their base URIs and anchors, before anything refers to them.</summary>
internal sealed class SchemaScan(SchemaLibrary library, SchemaOptions options)
{
    private int _found;

    /// <summary>Subschemas that wait to be built.</summary>
    public Queue<SchemaNode> Found { get; } = new();

    /// <summary>Reads a subschema and all within. Its resource is its own when it has an <c>$id</c>.</summary>
    /// <param name="isRoot">Whether a document begins here: it has a resource whatever it says.</param>
    public SchemaNode Scan(JsonElement json, string pointer, Resource around, bool isRoot = false, int depth = 0)
    {
        if (around.Document.Nodes.TryGetValue(pointer, out var known))
        {
            return known;
        }

        var place = around.Document.Name + pointer;
        if (json.ValueKind is not (JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False))
        {
            throw new InvalidSchemaException(place, "must be a schema: an object, true or false");
        }

        if (++_found > options.MaxSubschemas || depth > options.MaxDepth)
        {
            throw new InvalidSchemaException(place, _found > options.MaxSubschemas
                ? $"is one schema too many: at most {options.MaxSubschemas} may stand in one schema and all it refers to"
                : $"is nested deeper than {options.MaxDepth} schemas");
        }

        var resource = json.ValueKind == JsonValueKind.Object ? Identified(json, pointer, around, isRoot) : around;
        var node = new SchemaNode(json, pointer, resource);
        resource.Document.Nodes[pointer] = node;
        Found.Enqueue(node);
        if (json.ValueKind == JsonValueKind.Object)
        {
            library.Remember(resource, node);
            Anchors(node);
            Within(node, depth);
        }

        return node;
    }

    private Resource Identified(JsonElement json, string pointer, Resource around, bool isRoot)
    {
        var place = around.Document.Name + pointer;
        var dialect = (isRoot || json.TryGetProperty("$id", out _)) && Text(json, "$schema", around, pointer) is { } named
            ? library.Dialect(named, place.Under("$schema"))
            : around.Dialect;

        // Draft 7 hears nothing that stands beside a $ref, nor its $id.
        var id = dialect.Is7 && json.TryGetProperty("$ref", out _) ? null : Text(json, "$id", around, pointer);
        var (uri, fragment) = id is null ? (around.Uri, "") : UriReference.Cut(UriReference.Resolve(around.Uri, id));
        var moves = id is not null && (id.Length == 0 || id[0] != '#');
        if (fragment.Length > 0 && !dialect.Is7)
        {
            throw new InvalidSchemaException(place.Under("$id"), "must not have a fragment; a name within a schema is given by $anchor");
        }

        return moves || isRoot ? new(moves ? uri : around.Uri, pointer, around.Document, dialect) : around;
    }

    private static void Anchors(SchemaNode node)
    {
        if (node.Dialect.Is7)
        {
            if (!node.Json.TryGetProperty("$ref", out _) && Text(node.Json, "$id", node.Resource, node.Pointer) is ['#', _, ..] anchor)
            {
                node.Resource.Anchors.TryAdd(Uri.UnescapeDataString(anchor[1..]), node);
            }

            return;
        }

        foreach (var keyword in (string[])["$anchor", "$dynamicAnchor"])
        {
            if (Text(node.Json, keyword, node.Resource, node.Pointer) is not { } name)
            {
                continue;
            }

            if (name.Length == 0 || name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_' or '.')) || char.IsAsciiDigit(name[0]) || name[0] is '-' or '.')
            {
                throw node.Wrong(keyword, "must be a name: a letter or _, then letters, digits, -, _ and .");
            }

            if (!node.Resource.Anchors.TryAdd(name, node) && node.Resource.Anchors[name] != node)
            {
                throw node.Wrong(keyword, $"gives the name \"{name}\" a second time in this schema");
            }

            if (keyword == "$dynamicAnchor")
            {
                node.Resource.DynamicAnchors[name] = node;
            }
        }
    }

    private void Within(SchemaNode node, int depth)
    {
        if (node.Dialect.Is7 && node.Json.TryGetProperty("$ref", out _))
        {
            return;
        }

        foreach (var member in node.Json.EnumerateObject())
        {
            if (!Positions.Of(node.Dialect.Draft).TryGetValue(member.Name, out var holds))
            {
                continue;
            }

            var pointer = node.Pointer.Under(member.Name);
            foreach (var (child, at) in Shapes.Children(member.Value, pointer, holds, node.Resource.Document.Name))
            {
                Scan(child, at, node.Resource, false, depth + 1);
            }
        }
    }

    private static string? Text(JsonElement json, string keyword, Resource around, string pointer) =>
        !json.TryGetProperty(keyword, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new InvalidSchemaException((around.Document.Name + pointer).Under(keyword), "must be a string");
}
