namespace Parley.Schemas;

/// <summary>One place where a value breaks its schema.</summary>
/// <param name="Pointer">The place in the value, as a JSON pointer; empty for the value itself.</param>
/// <param name="Keyword">The keyword that is broken, such as <c>minimum</c>; <c>limit</c> where judging would have cost too much.</param>
/// <param name="Sentence">What is wrong in plain words, with the place: <c>/age must be at least 18</c>.</param>
public sealed record Violation(string Pointer, string Keyword, string Sentence);

/// <summary>What a schema says of a value.</summary>
/// <param name="Violations">Why it is not valid; bounded by the options, never empty for an invalid value.</param>
public sealed record SchemaResult(bool IsValid, IReadOnlyList<Violation> Violations);
