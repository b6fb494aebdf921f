using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace Parley.Dns;

/// <summary>The name servers that are asked for the proofs of domains. Bound from the "Dns" section.</summary>
public sealed record DnsOptions : IValidatableObject
{
    internal const int Port = 53;

    /// <summary>Addresses such as <c>192.0.2.53</c>, <c>192.0.2.53:5353</c> or <c>[2001:db8::53]:53</c>, tried in this order. Default: those of the machine.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>Longest time for one question, all servers and tries together; 100 ms to 30 s. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest answer in bytes, 512 to 65,535. Default 16 KiB.</summary>
    [Range(512, 65_535)]
    public int MaxBytes { get; init; } = 16 * 1024;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Servers.FirstOrDefault(server => !IPEndPoint.TryParse(server, out _)) is { } wrong)
        {
            yield return new ValidationResult(
                $"Parley__Dns__Servers names {wrong}, which is no address; write each like 192.0.2.53 or 192.0.2.53:5353.", [nameof(Servers)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class DnsOptionsValidator : IValidateOptions<DnsOptions>;
