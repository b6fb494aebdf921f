using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Exchange;

/// <summary>Limits of imports. Bound from the section "Imports".</summary>
public sealed record ImportOptions
{
    /// <summary>Largest upload, in bytes. Default 512 MiB.</summary>
    [Range(1_024, 4L * 1024 * 1_048_576)]
    public long MostUploadBytes { get; init; } = 512L * 1_048_576;

    /// <summary>Most bytes of JSON that an archive may hold, unpacked. Default 2 GiB.</summary>
    [Range(1_024, 64L * 1024 * 1_048_576)]
    public long MostUnpackedBytes { get; init; } = 2_048L * 1_048_576;

    /// <summary>Most conversations of one import. Default 20,000.</summary>
    [Range(1, 1_000_000)]
    public int MostConversations { get; init; } = 20_000;

    /// <summary>Most JSON of one conversation, in bytes: what is held in memory. Default 32 MiB.</summary>
    [Range(1_024, 512 * 1_048_576)]
    public int MostConversationBytes { get; init; } = 32 * 1_048_576;

    /// <summary>Most messages of one conversation. Default 20,000.</summary>
    [Range(1, 1_000_000)]
    public int MostMessages { get; init; } = 20_000;

    /// <summary>The longest message, in UTF-16 code units. Default 2,000,000.</summary>
    [Range(1, 10_000_000)]
    public int LongestMessage { get; init; } = 2_000_000;
}

[OptionsValidator]
internal sealed partial class ImportOptionsValidator : IValidateOptions<ImportOptions>;
