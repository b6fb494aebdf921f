using System.Text;
using Microsoft.Extensions.AI;
using Parley.Accounts;

namespace Parley.Models;

/// <summary>Which deployments of a plan can take a call, by what is really sent: whose context holds it, and where it keeps to its ceiling.</summary>
internal sealed class CallFit(ModelPlan plan, IReadOnlyList<ChatMessage> prompt, ChatOptions? options, Func<string>? said = null)
{
    // The instruction to go on, with what quotes the end of the text.
    private const int GoingOn = 1024;

    private readonly Lazy<long> _tokens = new(() => PromptTokens.Of(prompt, options));
    private readonly Lazy<long> _bound = new(() => WorstCase.InputTokens(prompt, options));

    /// <summary>Whether a deployment's context holds prompt and answer. It does for whom the prompt was cut, whatever an estimate says.</summary>
    public bool Holds(Deployment deployment) => RoomAt(deployment) is var room && (room >= RoomAt(plan.First) || room >= _tokens.Value);

    /// <summary>Whether a call there costs no more than it may, at its worst.</summary>
    public bool Affords(WeightedDeployment one) => one.MaxCost is not { } most || WorstCostAt(one) <= most;

    /// <returns>Null where at least one of them may be asked.</returns>
    public RefusedException? TooDear()
    {
        if (plan.All.Any(Affords))
        {
            return null;
        }

        var least = plan.All.MinBy(one => WorstCostAt(one).Micros - one.MaxCost!.Value.Micros)!;
        return new(new(
            422, "max_cost_exceeded",
            $"This request may cost more than '{plan.Name}' allows at every model: at {least.Deployment.Name} up to {WorstCostAt(least)}, and {least.MaxCost} is allowed. "
            + "Ask for a shorter answer with max_tokens, send less, or name another model; an administrator can raise max_cost of the route."));
    }

    private Money WorstCostAt(WeightedDeployment one) => one.Deployment.WorstCost(_bound.Value + Again, options?.MaxOutputTokens);

    // Who goes on where another broke off reads what was said, too.
    private long Again => said?.Invoke() is { Length: > 0 } text ? Encoding.UTF8.GetByteCount(text) + GoingOn : 0;

    private long RoomAt(Deployment deployment) => AnswerReserve.RoomAt(deployment, options?.MaxOutputTokens);
}
