using System.Globalization;
using System.Text.Json;

namespace Parley.Schemas.Values;

/// <summary>Turns JSON as it was parsed into values that can be judged, once and in linear time.</summary>
internal sealed class InstanceReader(int maxDepth)
{
    /// <exception cref="BeyondLimitException">It nests too deep, or holds text or numbers that cannot be judged.</exception>
    public Instance Read(JsonElement json) => Read(json, null, "", 0);

    private Instance Read(JsonElement json, Instance? parent, string step, int depth)
    {
        if (depth > maxDepth)
        {
            throw new BeyondLimitException($"is nested deeper than {maxDepth} levels");
        }

        return json.ValueKind switch
        {
            JsonValueKind.String => new Instance(JsonValueKind.String, parent, step) { Text = TextOf(json) }.Hashed(),
            JsonValueKind.Number => new Instance(JsonValueKind.Number, parent, step) { Number = ExactNumber.Parse(json.GetRawText()) }.Hashed(),
            JsonValueKind.Array => Items(json, new Instance(JsonValueKind.Array, parent, step), depth).Hashed(),
            JsonValueKind.Object => Members(json, new Instance(JsonValueKind.Object, parent, step), depth).Hashed(),
            JsonValueKind.Undefined => throw new BeyondLimitException("is missing"),
            _ => new Instance(json.ValueKind, parent, step).Hashed(),
        };
    }

    private Instance Items(JsonElement json, Instance into, int depth) =>
        into.Holding([.. json.EnumerateArray().Select((item, index) => Read(item, into, index.ToString(CultureInfo.InvariantCulture), depth + 1))], []);

    private Instance Members(JsonElement json, Instance into, int depth)
    {
        // Of a name that stands twice the last counts, as for every reader of JSON that makes objects of it.
        var members = new Dictionary<string, JsonElement>();
        foreach (var member in json.EnumerateObject())
        {
            members[NameOf(member)] = member.Value;
        }

        return into.Holding([.. members.Select(member => Read(member.Value, into, member.Key, depth + 1))], [.. members.Keys]);
    }

    private static string TextOf(JsonElement json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new BeyondLimitException("holds text with half of a surrogate pair, which is no Unicode");
        }
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw new BeyondLimitException("holds a name with half of a surrogate pair, which is no Unicode");
        }
    }
}
