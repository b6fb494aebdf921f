namespace Parley.Models;

/// <summary>Sets out for a deployment; and where it is late with its first token, for a second one, to go on with the one that speaks first.</summary>
internal sealed class Departure(Call call, Itinerary itinerary, ModelPlan plan, FailoverOptions options, HedgeBudget hedges, List<Task> abandoned)
{
    /// <param name="deployment">Already let through by its breaker.</param>
    /// <param name="place">Held; given back with the attempt.</param>
    /// <param name="room">The most tokens that may come; null leaves it to the model.</param>
    public async Task<Leg> SetOutAsync(Deployment deployment, Place place, int? room)
    {
        var first = new Leg(call, deployment, place, itinerary.Attempts, room, isHedge: false, call.Stopping);
        if (LateAfter(deployment) is not { } late)
        {
            return first;
        }

        var opening = first.OpenAsync();
        var time = call.Time;
        using (var enough = CancellationTokenSource.CreateLinkedTokenSource(call.Stopping))
        {
            await Task.WhenAny(opening, Task.Delay(late, time, enough.Token));
            await enough.CancelAsync();
        }

        if (opening.IsCompleted || call.Stopping.IsCancellationRequested || Second(deployment, room) is not { } second)
        {
            await opening;
            return first;
        }

        return await FirstToSpeakAsync(first, second);
    }

    // What was shown already is gone on with by one alone: two would have to be joined to it.
    private TimeSpan? LateAfter(Deployment deployment) => options.HedgeBudget > 0 && !call.HasSaid && plan.Tiers.Any(tier => tier.Count > 1)
        ? deployment.Health.FirstTokens.Percentile(options.HedgeAfter)
        : null;

    /// <returns>Null when no other could answer now, or too many calls were asked twice already.</returns>
    private Leg? Second(Deployment late, int? room)
    {
        if (itinerary.Beside(late) is not { } other || !hedges.TrySpend())
        {
            return null;
        }

        var place = Place.At(other, call);
        if (!place.IsHeld || !other.Health.TryBegin())
        {
            place.Dispose();
            return null;
        }

        itinerary.CountHedge();
        FailoverTelemetry.Hedged(late);
        return new(call, other, place, itinerary.Attempts, room, isHedge: true, call.Stopping);
    }

    private async Task<Leg> FirstToSpeakAsync(Leg first, Leg second)
    {
        var (opening, secondOpening) = (first.OpenAsync(), second.OpenAsync());
        var (winner, loser) = await Task.WhenAny(opening, secondOpening) == opening ? (first, second) : (second, first);
        if (winner.Failure is { } failure)
        {
            // One that failed first has not answered first.
            itinerary.Failed(winner.Deployment, failure);
            (winner, loser) = (loser, winner);
            await (winner == first ? opening : secondOpening);
        }

        abandoned.Add(loser.AbandonAsync());
        return winner;
    }
}
