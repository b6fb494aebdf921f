namespace Parley.Models;

/// <summary>What comes before an attempt: the choice of where it is made, the pause before it, how much may be said, and whether it may begin.</summary>
/// <param name="cancellationToken">The caller's alone: its end is told as such, the call's own limit as a failure.</param>
internal sealed class Approach(Call call, Itinerary itinerary, CancellationToken cancellationToken)
{
    /// <exception cref="ProviderException">There is no other to ask, or no time.</exception>
    public async Task<Stop> NextAsync()
    {
        var stop = itinerary.Next() ?? throw itinerary.Failure ?? itinerary.Untried();
        if (stop.Pause > TimeSpan.Zero)
        {
            var time = call.Time;
            try
            {
                await Task.Delay(stop.Pause, time, call.Stopping);
            }
            catch (OperationCanceledException) when (call.IsOverTime && !cancellationToken.IsCancellationRequested)
            {
                throw call.OverTime();
            }
        }

        return stop;
    }

    /// <inheritdoc cref="Call.RoomAsync"/>
    public async ValueTask<int?> RoomAsync(Deployment deployment)
    {
        try
        {
            return await call.RoomAsync(deployment);
        }
        catch (OperationCanceledException) when (call.IsOverTime && !cancellationToken.IsCancellationRequested)
        {
            throw call.OverTime();
        }
    }

    /// <summary>Lets the attempt begin where it has its place and the deployment is still asked.</summary>
    /// <returns>Null where it may not.</returns>
    public BreakerPass? Begin(Deployment deployment, Place place)
    {
        if (place.IsHeld && !call.Stopping.IsCancellationRequested && deployment.Health.TryBegin() is { } pass)
        {
            return pass;
        }

        var refusal = place.Refusal;
        cancellationToken.ThrowIfCancellationRequested();
        if (call.IsOverTime)
        {
            throw call.OverTime();
        }

        if (refusal is not null)
        {
            itinerary.Failed(deployment, refusal);
        }

        return null;
    }
}
