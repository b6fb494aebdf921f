using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Conversations;

/// <summary>What files may be and how long they wait. Bound from the "Files" section.</summary>
public sealed record FilesOptions
{
    /// <summary>Largest file, in bytes. Default 20 MiB.</summary>
    [Range(1_024, 1_073_741_824)]
    public long MostBytes { get; init; } = 20 * 1_048_576;

    /// <summary>All files of one person together, in bytes. Default 1 GiB.</summary>
    [Range(1_024, 1_099_511_627_776)]
    public long MostBytesPerPerson { get; init; } = 1_073_741_824;

    /// <summary>Files that one message may have. Default 10.</summary>
    [Range(1, 100)]
    public int MostPerMessage { get; init; } = 10;

    /// <summary>How long a file is kept that no message has. Default a day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan KeepUnattached { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long a file of the purpose <c>batch</c> or <c>batch_output</c> is kept. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan KeepBatch { get; init; } = TimeSpan.FromDays(30);
}

[OptionsValidator]
internal sealed partial class FilesOptionsValidator : IValidateOptions<FilesOptions>;
