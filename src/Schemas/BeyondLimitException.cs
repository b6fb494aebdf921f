namespace Parley.Schemas;

/// <summary>Something costs more to judge than the options allow.</summary>
internal sealed class BeyondLimitException(string sentence) : Exception(sentence);
