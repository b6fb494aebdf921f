using System.Text.Json;

namespace Parley.Doors;

/// <summary>What a door does with a field of the API that it imitates.</summary>
internal enum FieldFate
{
    /// <summary>It does what it does there.</summary>
    Honoured,

    /// <summary>Its named values are taken, and change no answer; any other value is refused.</summary>
    Accepted,

    /// <summary>Giving it is an error that names it.</summary>
    Refused,
}

/// <summary>A field of an API that a door imitates.</summary>
/// <param name="Name">Its path, such as <c>messages[].content</c>; <c>[]</c> stands for any item of a list.</param>
/// <param name="Meaning">What is taken, or why nothing is, as a sentence for whoever sent something else.</param>
/// <param name="Takes">The values that are accepted.</param>
internal sealed record WireField(string Name, FieldFate Fate, string Meaning, Func<JsonElement, bool>? Takes = null)
{
    /// <summary>The types, or roles, of the object that have it; empty for all of them.</summary>
    public IReadOnlyList<string> Types { get; private init; } = [];

    /// <summary>The same as a member of objects of some types alone.</summary>
    public WireField Of(params string[] types) => this with { Types = types };

    public static WireField Honoured(string name, string meaning) => new(name, FieldFate.Honoured, meaning);

    public static WireField Accepted(string name, string meaning, Func<JsonElement, bool> takes) => new(name, FieldFate.Accepted, meaning, takes);

    public static WireField Refused(string name, string meaning) => new(name, FieldFate.Refused, meaning);

    public static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String;

    public static bool IsFalse(JsonElement value) => value.ValueKind == JsonValueKind.False;

    public static bool IsFlag(JsonElement value) => value.ValueKind is JsonValueKind.False or JsonValueKind.True;

    /// <summary>One of some words.</summary>
    public static Func<JsonElement, bool> Word(params string[] words) =>
        value => value.ValueKind == JsonValueKind.String && words.Any(word => value.ValueEquals(word));
}
