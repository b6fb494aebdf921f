namespace Parley.Reading;

/// <summary>A file as it was brought.</summary>
/// <param name="Name">Its name with ending, or null.</param>
/// <param name="MediaType">What its sender says it is, or null; the bytes decide where they know better.</param>
public sealed record SourceFile(string? Name, string? MediaType, byte[] Bytes)
{
    /// <summary>The ending in small letters with its dot; empty when there is none.</summary>
    internal string Ending => Name is null ? "" : Path.GetExtension(Name.Replace('\\', '/')).ToLowerInvariant();

    /// <summary>The declared type in small letters without parameters; empty when it says nothing.</summary>
    internal string Type => MediaType?.Split(';')[0].Trim().ToLowerInvariant() is { } type and not "application/octet-stream" and not "binary/octet-stream" ? type : "";
}
