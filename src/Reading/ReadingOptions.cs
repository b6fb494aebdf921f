using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Reading;

/// <summary>How much of a file is read, and how long and with what that may take. Bound from the "Parley:Reading" section.</summary>
public sealed record ReadingOptions
{
    /// <summary>Largest file, in bytes. Default 64 MiB.</summary>
    [Range(1, 1_073_741_824)]
    public int MostBytes { get; init; } = 67_108_864;

    /// <summary>Most pages or slides. Default 2,000.</summary>
    [Range(1, 100_000)]
    public int MostPages { get; init; } = 2_000;

    /// <summary>Most characters of clean text, in UTF-16 code units. Default 10 million.</summary>
    [Range(1_000, 100_000_000)]
    public int MostCharacters { get; init; } = 10_000_000;

    /// <summary>How deep elements, values or mails may stand in each other. Default 250.</summary>
    [Range(8, 1_000)]
    public int MostDepth { get; init; } = 250;

    /// <summary>Most files in an archive, parts in a mail. Default 5,000.</summary>
    [Range(16, 65_000)]
    public int MostParts { get; init; } = 5_000;

    /// <summary>Most bytes that an archive may become when unpacked. Default 512 MiB.</summary>
    [Range(1_048_576, 4_294_967_296L)]
    public long MostUnpackedBytes { get; init; } = 536_870_912;

    /// <summary>How many times its packed size a file above 1 MiB in an archive may become. Default 200.</summary>
    [Range(10, 1_100)]
    public int MostExpansion { get; init; } = 200;

    /// <summary>Most rows of one sheet or table that are read. Default 200,000.</summary>
    [Range(100, 5_000_000)]
    public int MostRows { get; init; } = 200_000;

    /// <summary>Most scanned pages that are recognised; the rest is left out with a note. Default 200.</summary>
    [Range(0, 10_000)]
    public int MostScannedPages { get; init; } = 200;

    /// <summary>Languages that scans are recognised in, as Tesseract names them. Default <c>eng</c>.</summary>
    [RegularExpression(@"[A-Za-z_]{2,20}(\+[A-Za-z_]{2,20}){0,9}")]
    public string ScanLanguages { get; init; } = "eng";

    /// <summary>Longest reading of one file, 1 s to 1 h; scanned pages that are not recognised after five sixths of it are left out with a note. Default 3 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Memory of one reading process, in MiB. Default 768.</summary>
    [Range(128, 65_536)]
    public int MostMemoryMiB { get; init; } = 768;

    /// <summary>Processes that read at the same time. Default 2.</summary>
    [Range(1, 64)]
    public int Processes { get; init; } = 2;

    /// <summary>After how many files a reading process is replaced by a new one. Default 50.</summary>
    [Range(1, 10_000)]
    public int FilesPerProcess { get; init; } = 50;

    /// <summary>Text files up to this many bytes are read in the server's own process; everything else apart. Default 64 KiB.</summary>
    [Range(0, 67_108_864)]
    public int MostBytesWithin { get; init; } = 65_536;
}

[OptionsValidator]
internal sealed partial class ReadingOptionsValidator : IValidateOptions<ReadingOptions>;
