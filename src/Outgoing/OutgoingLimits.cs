namespace Parley.Outgoing;

/// <summary>Limits of one call that are narrower, or wider, than the options'. What is null is as the options say.</summary>
public sealed record OutgoingLimits
{
    internal static readonly HttpRequestOptionsKey<OutgoingLimits> Key = new("parley.outgoing.limits");

    /// <summary>Longest answer in bytes.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>Longest time from the call to the last byte of its answer.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Most redirects that are followed; with 0 a redirect is refused.</summary>
    public int? MaxRedirects { get; init; }
}

/// <summary>How a call says its own limits.</summary>
public static class OutgoingLimitsOfCalls
{
    public static HttpRequestMessage Within(this HttpRequestMessage request, OutgoingLimits limits)
    {
        request.Options.Set(OutgoingLimits.Key, limits);
        return request;
    }
}
