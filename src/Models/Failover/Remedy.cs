namespace Parley.Models;

/// <summary>What a failure of a provider asks for.</summary>
public enum Remedy
{
    /// <summary>The same deployment may answer in a moment; another may at once.</summary>
    RetryHere,

    /// <summary>This deployment will not answer this call; another may.</summary>
    TryElsewhere,

    /// <summary>What was asked is at fault: nobody would answer it.</summary>
    CallersFault,
}

/// <summary>Tells what failures ask for.</summary>
internal static class Remedies
{
    public static Remedy Of(ProviderException failure) => failure.Kind switch
    {
        ProviderFailure.BadRequest => Remedy.CallersFault,
        ProviderFailure.Overloaded => Remedy.TryElsewhere,
        _ when failure.IsTransient => Remedy.RetryHere,
        _ => Remedy.TryElsewhere,
    };

    /// <summary>Whether the failure says something about the deployment and not about this call, its caller or how much is asked of it.</summary>
    public static bool SpeaksOfTheDeployment(ProviderFailure kind) =>
        kind is not (ProviderFailure.BadRequest or ProviderFailure.ContextTooLong or ProviderFailure.RateLimited or ProviderFailure.Overloaded
            or ProviderFailure.FieldNotTaken);
}
