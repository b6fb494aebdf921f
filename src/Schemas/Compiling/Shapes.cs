using System.Text.Json;

namespace Parley.Schemas.Compiling;

/// <summary>Walks over the subschemas that a keyword holds, and refuses other shapes.</summary>
internal static class Shapes
{
    public static IEnumerable<(JsonElement Json, string Pointer)> Children(JsonElement value, string pointer, Holds holds, string document)
    {
        var asList = holds == Holds.List || (holds == Holds.OneOrList && value.ValueKind == JsonValueKind.Array);
        if (asList)
        {
            // Draft 7 lets the list of items be empty; the other lists are none without a schema.
            return value.ValueKind == JsonValueKind.Array && (value.GetArrayLength() > 0 || holds == Holds.OneOrList)
                ? value.EnumerateArray().Select((child, index) => (child, pointer.Under(index)))
                : throw new InvalidSchemaException(document + pointer, "must be a list of at least one schema");
        }

        if (holds is Holds.Map or Holds.Mixed)
        {
            return value.ValueKind == JsonValueKind.Object
                ? value.EnumerateObject().Where(member => holds == Holds.Map || member.Value.ValueKind != JsonValueKind.Array).Select(member => (member.Value, pointer.Under(member.Name)))
                : throw new InvalidSchemaException(document + pointer, "must be an object that gives a schema for each name");
        }

        return [(value, pointer)];
    }
}
