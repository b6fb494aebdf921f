using System.Text.Json;

namespace Parley.Sources.Folder;

/// <summary>
/// The access tags that a folder gives what lies in it and below, until a nearer list says otherwise: a list of tags, or an object with
/// lists by name or pattern, of which <c>*</c> is for all others.
/// </summary>
internal sealed class AclFile
{
    public const string Name = ".acl.json";
    public const int Longest = 65_536;
    private readonly string _folder;
    private readonly IReadOnlyList<(Glob? Pattern, IReadOnlyList<string> Tags)> _lists;

    private AclFile(string folder, IReadOnlyList<(Glob? Pattern, IReadOnlyList<string> Tags)> lists, bool isBroken) =>
        (_folder, _lists, IsBroken) = (folder, lists, isBroken);

    /// <summary>Whether it cannot be read: then nothing under it is sent, rather than to too many.</summary>
    public bool IsBroken { get; }

    public static AclFile Broken(string folder) => new(folder, [], isBroken: true);

    /// <param name="folder">Where it lies: empty, or a path that ends with <c>/</c>.</param>
    public static AclFile Read(string folder, ReadOnlySpan<byte> json)
    {
        try
        {
            if (json.Length > Longest)
            {
                return Broken(folder);
            }

            var reader = new Utf8JsonReader(json);
            var root = JsonElement.ParseValue(ref reader);
            var lists = root.ValueKind switch
            {
                JsonValueKind.Array => [("*", Tags(root))],
                JsonValueKind.Object => root.EnumerateObject().Select(list => (list.Name, Tags(list.Value))).ToList(),
                _ => throw new JsonException(),
            };
            return lists.TrueForAll(list => Names.Tags(list.Item2) is not null)
                ? new AclFile(folder, [.. lists.Select(list => (list.Item1 == "*" ? null : new Glob([list.Item1], null), list.Item2))], isBroken: false)
                : Broken(folder);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Also half of a surrogate pair, which is no text.
            return Broken(folder);
        }
    }

    /// <returns>The tags of a file below; null for those of the source.</returns>
    public IReadOnlyList<string>? Of(string path)
    {
        var within = path[_folder.Length..];
        return _lists.Where(list => list.Pattern?.Takes(within) == true).Select(list => list.Tags).FirstOrDefault()
            ?? _lists.Where(list => list.Pattern is null).Select(list => list.Tags).FirstOrDefault();
    }

    private static IReadOnlyList<string> Tags(JsonElement list) => list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
        ? [.. list.EnumerateArray().Select(tag => tag.ValueKind == JsonValueKind.String ? tag.GetString()! : throw new JsonException())]
        : throw new JsonException();
}
