using System.Text.Json.Serialization;

namespace Parley.Conversations;

/// <summary>A file that somebody uploaded, as far as its content is not concerned.</summary>
/// <param name="Name">Without folders and without signs that cannot be seen.</param>
/// <param name="MediaType">What the content is, whatever was said of it.</param>
/// <param name="Kind"><c>text</c> or <c>image</c>.</param>
/// <param name="Purpose">As the sender named it.</param>
/// <param name="Width">Of an image, in pixels; null for a text.</param>
public sealed record StoredFile(
    FileId Id, string Name, string MediaType, string Kind, string Purpose, long Bytes, int? Width, int? Height, DateTimeOffset CreatedAt)
{
    public const string Text = "text";
    public const string Image = "image";

    /// <summary>The purpose of a file whose lines are requests.</summary>
    public const string Batch = "batch";

    /// <summary>The purpose of a file of answers to such requests.</summary>
    public const string BatchOutput = "batch_output";

    /// <summary>Whether it waits for no message.</summary>
    public bool IsOfBatch => Purpose is Batch or BatchOutput;
}

/// <summary>A file that goes with a message.</summary>
/// <param name="Kind"><c>text</c> or <c>image</c>.</param>
public sealed record Attachment(FileId FileId, string Name, string MediaType, long Bytes, string Kind)
{
    public static Attachment Of(StoredFile file) => new(file.Id, file.Name, file.MediaType, file.Bytes, file.Kind)
    {
        Width = file.Width,
        Height = file.Height,
    };

    /// <summary>Of an image, in pixels.</summary>
    public int? Width { get; init; }

    public int? Height { get; init; }

    /// <summary>How closely an image is to be looked at, <c>low</c> or <c>high</c>; null leaves it to the model.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }
}

/// <summary>A file at a message, as far as its name and content are not concerned.</summary>
/// <param name="Kind"><c>text</c> or <c>image</c>.</param>
public sealed record AttachedFile(MessageId MessageId, FileId FileId, string Kind, long Bytes, int? Width, int? Height);
