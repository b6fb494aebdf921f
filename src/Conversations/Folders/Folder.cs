namespace Parley.Conversations;

/// <summary>A place that a subject made for conversations of its own.</summary>
public sealed record Folder(FolderId Id, string Name, DateTimeOffset CreatedAt);

/// <summary>What a folder may be called.</summary>
internal static class FolderName
{
    private const int Longest = 100;

    /// <returns>The name without blanks around it.</returns>
    /// <exception cref="RefusedException">It has no visible character, more than 100 UTF-16 code units, or control characters.</exception>
    public static string Check(string? name)
    {
        var trimmed = name?.Trim() ?? "";
        return trimmed.Length == 0 ? throw Refused("The folder has no name. Give at least one visible character.")
            : trimmed.Length > Longest ? throw Refused($"The name has more than {Longest} characters.")
            : trimmed.Any(char.IsControl) ? throw Refused("The name has line breaks or other control characters. Leave them away.")
            : trimmed;
    }

    private static RefusedException Refused(string sentence) => new(Refusal.Invalid("name", sentence));
}
