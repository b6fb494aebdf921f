using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Outgoing;

/// <summary>What calls to addresses that others named may do. Bound from the section "Http".</summary>
public sealed record OutgoingOptions
{
    /// <summary>Whether they may go to private, loopback and link-local addresses. Default false.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>Longest answer in bytes, as it comes and as it is unpacked, 1 KiB to 1 GiB. Default 10 MiB.</summary>
    [Range(1024L, 1024L * 1024 * 1024)]
    public long MaxBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Longest time from the call to the last byte of its answer. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:30:00")]
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait for a connection. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:02:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Most redirects that are followed, 0 to 20. Default 5.</summary>
    [Range(0, 20)]
    public int MaxRedirects { get; init; } = 5;
}

[OptionsValidator]
internal sealed partial class OutgoingOptionsValidator : IValidateOptions<OutgoingOptions>;
