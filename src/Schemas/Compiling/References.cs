using System.Text.Json;

namespace Parley.Schemas.Compiling;

/// <summary>Finds what a reference means.</summary>
internal sealed class References(SchemaLibrary library, SchemaScan scan, SchemaOptions options)
{
    public SchemaOptions Options => options;

    /// <exception cref="InvalidSchemaException">There is nothing, or it is no schema.</exception>
    public SchemaNode Find(Site site, string reference)
    {
        var (uri, fragment) = UriReference.Cut(UriReference.Resolve(site.Node.Resource.Uri, reference));
        var root = library.Find(uri) ?? throw site.Wrong(
            $"refers to \"{uri}\", which was not given; nothing is fetched, so put that schema under $defs and refer to it there");
        return fragment.Length == 0 ? root
            : fragment[0] == '/' ? Walk(site, root, fragment)
            : root.Resource.Anchors.GetValueOrDefault(fragment) ?? throw site.Wrong($"refers to \"{reference}\", but no schema there has the name \"{fragment}\"");
    }

    private SchemaNode Walk(Site site, SchemaNode root, string pointer)
    {
        var (json, place, near) = (root.Json, root.Pointer, root);
        foreach (var step in pointer[1..].Split('/').Select(JsonPointer.Unescape))
        {
            json = Step(json, step) ?? throw site.Wrong($"refers to \"{pointer}\", but there is nothing");
            place = place.Under(step);
            near = root.Resource.Document.Nodes.GetValueOrDefault(place, near);
        }

        // Beneath unknown keywords schemas are found only by those who point at them.
        return root.Resource.Document.Nodes.GetValueOrDefault(place) ?? scan.Scan(json, place, near.Resource);
    }

    private static JsonElement? Step(JsonElement json, string step) => json.ValueKind switch
    {
        JsonValueKind.Object when json.TryGetProperty(step, out var member) => member,
        JsonValueKind.Array when int.TryParse(step, out var index) && index >= 0 && index < json.GetArrayLength() => json[index],
        _ => null,
    };
}
