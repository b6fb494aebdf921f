namespace Parley.Vectors;

/// <summary>The files of an index cannot be used: they are damaged, or were written with other options. Delete the folder and build it anew.</summary>
public sealed class VectorIndexUnusableException(string message, Exception? inner = null) : IOException(message, inner);
