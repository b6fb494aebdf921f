namespace Parley.Models;

/// <summary>How much a request sends, as far as that is known when its model is chosen: passages that are found later are not in it.</summary>
/// <param name="Tokens">Estimated, of all of it; null where no more than <paramref name="Least"/> was looked at.</param>
/// <param name="Least">Estimated, of what cannot be left out: what was asked, the system message, tools and our own words.</param>
/// <param name="Bound">A bound of the tokens of all of it, by which its worst cost is reckoned; null as <paramref name="Tokens"/>.</param>
/// <param name="Answer">The longest answer that is asked for; null for the model's own.</param>
public sealed record PromptSize(long? Tokens, long Least, long? Bound, int? Answer)
{
    internal bool FitsInto(Deployment deployment) => Least <= AnswerReserve.RoomAt(deployment, Answer);

    /// <summary>Whether a deployment keeps to its ceiling, as far as that can be told by now.</summary>
    internal bool IsAffordableAt(WeightedDeployment one) =>
        one.MaxCost is not { } most || Bound is not { } bound || one.Deployment.WorstCost(bound, Answer) <= most;
}
