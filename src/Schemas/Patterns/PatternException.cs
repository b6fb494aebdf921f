namespace Parley.Schemas.Patterns;

/// <summary>A pattern that is no regular expression of ECMA-262, or none that can be matched in linear time.</summary>
internal sealed class PatternException(string sentence) : Exception(sentence);
