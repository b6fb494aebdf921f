using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>
/// How fast requests may come, as token buckets: so many a minute, and a tenth of that (at least one) at once. 0 is no limit. Bound
/// from the "Limits" section.
/// </summary>
public sealed record LimitsOptions
{
    /// <summary>Requests of one user, end user or key a minute, where the plan does not say. Default 600.</summary>
    [Range(0, 10_000_000)]
    public int RequestsPerMinute { get; init; } = 600;

    /// <summary>Of those, requests that change nothing. Default none.</summary>
    [Range(0, 10_000_000)]
    public int ReadsPerMinute { get; init; }

    /// <summary>Of those, requests that change something. Default none.</summary>
    [Range(0, 10_000_000)]
    public int WritesPerMinute { get; init; }

    /// <summary>Of those, requests that have a model answer. Default none.</summary>
    [Range(0, 10_000_000)]
    public int TurnsPerMinute { get; init; }

    /// <summary>Requests of a whole tenant a minute. Default none.</summary>
    [Range(0, 10_000_000)]
    public int TenantRequestsPerMinute { get; init; }

    /// <summary>
    /// All end users of one key together may send this many times what one of them may; they are whoever the key says. Default 20.
    /// </summary>
    [Range(0, 1_000_000)]
    public int EndUsersPerKey { get; init; } = 20;

    /// <summary>
    /// Requests of strangers from one network address a minute: sign-in and what belongs to it; and, counted apart, requests with a key
    /// or token that proves nobody. Default 300.
    /// </summary>
    [Range(0, 10_000_000)]
    public int SignInsPerMinute { get; init; } = 300;

    /// <summary>Turns of one user or end user that are answered at the same time, where the plan does not say. Default 20.</summary>
    [Range(0, 1_000_000)]
    public int StreamsPerUser { get; init; } = 20;
}

[OptionsValidator]
internal sealed partial class LimitsOptionsValidator : IValidateOptions<LimitsOptions>;
