namespace Parley.Conversations;

/// <summary>Which conversations are asked for.</summary>
/// <param name="Archived">The archived ones, or all others.</param>
/// <param name="Folder">Only those in a folder; null for those anywhere.</param>
/// <param name="Pinned">Only the pinned ones, or only the others; null for both.</param>
public sealed record ConversationFilter(bool Archived = false, FolderId? Folder = null, bool? Pinned = null)
{
    /// <summary>The conditions beyond those that every list has, one constant text for each kind of filter.</summary>
    internal string Where => (Folder is null ? "" : "AND folder_id = @folder ")
        + Pinned switch { true => "AND pinned = 1", false => "AND pinned = 0", null => "" };
}

/// <summary>What is to become of a conversation; what is null stays as it is.</summary>
public sealed record ConversationChange(string? Title = null, bool? Pinned = null, bool? Archived = null, bool? Unread = null, FolderChoice Folder = default);

/// <summary>Where a conversation is to be put: nothing said, into a folder, or (null) out of all folders.</summary>
public readonly record struct FolderChoice(bool IsGiven, FolderId? Id);
