namespace Parley.Models;

/// <summary>Lets calls of a deployment that embeds or ranks through as its limits say, by the same queue as those that answer.</summary>
/// <param name="Name">The deployment's.</param>
internal sealed record EncoderGate(string Name, FairQueue Queue, AgreedTerms Terms, TenantWeights Weights, TimeProvider Time)
{
    /// <summary>Waits for a place, at most as long as the call's patience or lane say.</summary>
    /// <param name="tokens">What the call probably reads.</param>
    /// <returns>Null where nothing is bounded.</returns>
    /// <exception cref="ProviderException"><see cref="ProviderFailure.Overloaded"/>: it would have come too late.</exception>
    public async ValueTask<Place?> EnterAsync(CallContext context, Func<long> tokens, CancellationToken cancellationToken)
    {
        if (!Queue.IsBounded)
        {
            return null;
        }

        var weight = await Weights.OfAsync(context.Tenant, cancellationToken);
        var place = Place.In(Queue, Name, context, weight, Terms.Now.Limits.Tpm is null ? 0 : tokens(), Time);
        try
        {
            if (!place.IsHeld)
            {
                // Where it stands is told to nobody: the answer is one piece.
                await foreach (var _ in place.WaitAsync(cancellationToken))
                {
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
            return place.Refusal is { } refusal ? throw refusal : place;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }
}
