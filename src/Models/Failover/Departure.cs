namespace Parley.Models;

/// <summary>Sets out for a deployment; and where it is late with its first token, for a second one, to go on with the one that speaks first.</summary>
internal sealed class Departure(Call call, Itinerary itinerary, ModelPlan plan, FailoverOptions options, HedgeBudget hedges, List<Task> abandoned)
{
    /// <param name="pass">By which its breaker let it through.</param>
    /// <param name="place">Held; given back with the attempt.</param>
    /// <param name="room">The most tokens that may come; null leaves it to the model.</param>
    public async Task<Leg> SetOutAsync(Deployment deployment, BreakerPass pass, Place place, int? room)
    {
        var first = Begin(deployment, pass, place, room, isHedge: false);
        if (LateAfter(deployment) is not { } late)
        {
            return first;
        }

        var (opening, time) = (first.OpenAsync(), call.Time);
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

    private Leg Begin(Deployment deployment, BreakerPass pass, Place place, int? room, bool isHedge)
    {
        try
        {
            return new(call, deployment, pass, place, itinerary.Attempts, room, isHedge, call.Stopping);
        }
        catch
        {
            deployment.Health.Leave(pass);
            place.Dispose();
            throw;
        }
    }

    // What was shown already is gone on with by one alone: two would have to be joined to it.
    private TimeSpan? LateAfter(Deployment deployment) => options.HedgeBudget > 0 && !call.HasSaid && plan.Tiers.Any(tier => tier.Count > 1)
        ? deployment.Health.FirstTokens.Percentile(options.HedgeAfter)
        : null;

    /// <returns>Null when no other could answer now, or too many calls were asked twice already.</returns>
    private Leg? Second(Deployment late, int? room)
    {
        if (itinerary.Beside(late) is not { } other)
        {
            return null;
        }

        var place = Place.At(other, call);
        if (!place.IsHeld || !hedges.TrySpend() || other.Health.TryBegin() is not { } pass)
        {
            place.Dispose();
            return null;
        }

        itinerary.CountHedge();
        FailoverTelemetry.Hedged(late);
        return Begin(other, pass, place, room, isHedge: true);
    }

    private async Task<Leg> FirstToSpeakAsync(Leg first, Leg second)
    {
        var (opening, secondOpening) = (first.OpenAsync(), second.OpenAsync());
        var winner = await Task.WhenAny(opening, secondOpening) == opening ? first : second;
        if (!winner.HasAnswered)
        {
            // One that failed first has not answered first, nor one that a budget did not let in.
            var other = winner == first ? second : first;
            await (other == first ? opening : secondOpening);
            winner = other.HasAnswered ? other : first;
        }

        var loser = winner == first ? second : first;
        if (loser.Failure is { } failure)
        {
            itinerary.Failed(loser.Deployment, failure);
        }

        abandoned.Add(loser.AbandonAsync());
        return winner;
    }
}
