using System.Security.Cryptography;

namespace Parley.Orchestration;

/// <summary>A file that is sent with a message: one that was uploaded before, or one that came in the message's own body.</summary>
public sealed record SentFile
{
    private SentFile()
    {
    }

    public FileId? Id { get; private init; }

    public byte[]? Bytes { get; private init; }

    public string Name { get; private init; } = "";

    /// <summary>How closely an image is to be looked at, <c>low</c> or <c>high</c>; null leaves it to the model.</summary>
    public string? Detail { get; init; }

    /// <summary>The same for two sends of the same file.</summary>
    public string Identity => Id?.Value ?? Convert.ToHexStringLower(SHA256.HashData(Bytes!));

    public static SentFile Uploaded(FileId id) => new() { Id = id };

    public static SentFile Within(string name, byte[] bytes) => new() { Name = name, Bytes = bytes };
}
