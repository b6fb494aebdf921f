using System.Text.Json;

namespace Parley.Doors;

/// <summary>Every field of an API that a door imitates. What is not among them is refused too, so that nothing sent is ever silently without effect.</summary>
/// <param name="unknown">The sentence for a field that the API does not have; <c>{0}</c> is its path.</param>
internal sealed class WireFields(string unknown, params WireField[] all)
{
    private const int LongestName = 100;

    // A name that was sent may have dots itself, and is none of a form's then.
    private readonly Dictionary<(string Form, string Name), WireField> _byName = all.ToDictionary(
        field => field.Name.LastIndexOf('.') is var dot and > 0 ? (field.Name[..dot], field.Name[(dot + 1)..]) : ("", field.Name));

    public IReadOnlyList<WireField> All => all;

    /// <summary>Looks at what a request has beside the members that are read.</summary>
    /// <param name="form">The path of the object in the table; empty for the body itself.</param>
    /// <param name="path">Its path in this request.</param>
    /// <exception cref="RefusedException">A field has a value that is not taken, or is unknown.</exception>
    public void Check(IReadOnlyDictionary<string, JsonElement>? others, string form = "", string path = "")
    {
        foreach (var (name, value) in others ?? new Dictionary<string, JsonElement>())
        {
            Check(name, value, form, path);
        }
    }

    /// <summary>Looks at the members of an object that is read as it stands.</summary>
    /// <param name="type">Of which of several types it is; null where there are none.</param>
    /// <inheritdoc cref="Check(IReadOnlyDictionary{string, JsonElement}?, string, string)"/>
    public void Check(JsonElement value, string form, string path, string? type = null)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                var name = NameOf(member, path);
                Check(name, member.Value, form, path);
                CheckType(form, path, type, name, member.Value.ValueKind != JsonValueKind.Null);
            }
        }
    }

    /// <summary>Looks whether a member goes with the type, or the role, of its object.</summary>
    /// <exception cref="RefusedException">It is given, and belongs to others alone.</exception>
    public void CheckType(string form, string path, string? type, string name, bool isGiven)
    {
        if (isGiven && type is not null && _byName[(form, name)] is { Types: { Count: > 0 } types } && !types.Contains(type))
        {
            var place = Join(path, name);
            throw new RefusedException(Refusal.Invalid(place, $"{place}: it goes with {string.Join(", ", types)}, and not with {(type.Length <= LongestName ? type : "this")}."));
        }
    }

    private void Check(string name, JsonElement value, string form, string path)
    {
        var place = Join(path, name.Length <= LongestName ? name : name[..LongestName] + "…");
        if (!_byName.TryGetValue((form, name), out var field))
        {
            throw new RefusedException(Refusal.Invalid(place, string.Format(System.Globalization.CultureInfo.InvariantCulture, unknown, place)));
        }

        // Null means not given, as both APIs have it.
        if (field.Fate != FieldFate.Honoured && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) && field.Takes?.Invoke(value) != true)
        {
            throw new RefusedException(Refusal.Invalid(place, $"{place}: {field.Meaning}"));
        }
    }

    private static string NameOf(JsonProperty member, string path)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw new RefusedException(Refusal.Invalid(path, "The name of a member is not a text of valid characters."));
        }
    }

    private static string Join(string parent, string name) => parent.Length == 0 ? name : $"{parent}.{name}";
}
