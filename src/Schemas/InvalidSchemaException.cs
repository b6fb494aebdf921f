namespace Parley.Schemas;

/// <summary>What was given is no schema, or none that is judged here.</summary>
/// <param name="pointer">Where in the schema, as a JSON pointer; empty for the schema itself, with the URI before <c>#</c> in other documents.</param>
/// <param name="sentence">What is wrong there and what would fix it, without the place.</param>
public sealed class InvalidSchemaException(string pointer, string sentence) : Exception($"{(pointer.Length == 0 ? "The schema" : pointer)} {sentence}")
{
    /// <summary>Where in the schema, as a JSON pointer.</summary>
    public string Pointer { get; } = pointer;
}
