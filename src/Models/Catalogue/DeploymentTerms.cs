namespace Parley.Models;

/// <summary>The most that may be asked of a deployment; null means no limit.</summary>
/// <param name="Rpm">Requests in a minute.</param>
/// <param name="Tpm">Tokens in a minute.</param>
/// <param name="Concurrency">Calls at the same time.</param>
public sealed record DeploymentLimits(int? Rpm = null, int? Tpm = null, int? Concurrency = null)
{
    public static DeploymentLimits None { get; } = new();
}

/// <summary>What is agreed for a deployment beside where it is and what it can do. It changes while the deployment stays the same.</summary>
internal sealed record DeploymentTerms
{
    public static DeploymentTerms Usual { get; } = new();

    /// <summary>Its part of the traffic beside others of the same tier; above zero.</summary>
    public double Weight { get; init; } = 1;

    public string? Region { get; init; }

    public DeploymentLimits Limits { get; init; } = DeploymentLimits.None;

    public PriceList Prices { get; init; } = PriceList.Free;

    public ModelAccess Access { get; init; } = ModelAccess.Everybody;
}

/// <summary>The terms of one deployment as they are now: its meter and those who look at it read the same.</summary>
internal sealed class AgreedTerms(DeploymentTerms terms)
{
    private volatile DeploymentTerms _now = terms;

    public DeploymentTerms Now
    {
        get => _now;
        set => _now = value;
    }
}
