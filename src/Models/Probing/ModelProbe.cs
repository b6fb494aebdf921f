using Microsoft.Extensions.AI;
using Parley.Accounts;

namespace Parley.Models;

/// <summary>What some calls of a deployment came to.</summary>
/// <param name="Requests">How many answers were asked for.</param>
/// <param name="Answered">How many came.</param>
/// <param name="Outcomes">How the attempts ended, by <c>ok</c> or the kind of failure.</param>
/// <param name="MsToFirstToken">Milliseconds to the first token: the median; null when none came.</param>
/// <param name="MostMsToFirstToken">The longest of them.</param>
/// <param name="TokensPerSecond">Tokens of the answers after their first, by the time between the first and the last; null when none came.</param>
/// <param name="Cost">What it cost, in the tenant's currency.</param>
public sealed record ProbeReport(
    string Deployment, string Model, int Requests, int Answered, IReadOnlyDictionary<string, int> Outcomes, double? MsToFirstToken, double? MostMsToFirstToken,
    double? TokensPerSecond, long InputTokens, long OutputTokens, Money Cost)
{
    /// <summary>Why the last attempt failed that did; null when none did.</summary>
    public string? LastFailure { get; init; }
}

/// <summary>Measures a deployment by asking it, one answer after the other, as every other call does: through the gateway and on the ledger.</summary>
public sealed class ModelProbe
{
    /// <summary>The most answers that are asked for at once.</summary>
    public const int MostRequests = 20;

    private const int MostTokens = 128;
    private const string Question = "Write the numbers from 1 to 40 as words, separated by commas, and nothing else.";

    private readonly ModelGateway _gateway;

    internal ModelProbe(ModelGateway gateway) => _gateway = gateway;

    /// <param name="subject">On whose behalf; null for the tenant's own.</param>
    /// <exception cref="RefusedException">A budget does not hold the calls.</exception>
    public async Task<ProbeReport> MeasureAsync(
        TenantScope tenant, Deployment deployment, int requests, SubjectId? subject, CancellationToken cancellationToken)
    {
        var (attempts, answered, failure) = (new List<CallAttempt>(), 0, (string?)null);
        for (var i = 0; i < requests; i++)
        {
            var context = new CallContext { Tenant = tenant, Subject = subject, Purpose = "test" };
            try
            {
                await _gateway.For(deployment).GetResponseAsync(
                    [new(ChatRole.User, Question)], new ChatOptions { MaxOutputTokens = MostTokens }.With(context), cancellationToken);
                answered++;
            }
            catch (ProviderException broken)
            {
                failure = broken.Message;
            }

            attempts.AddRange(context.Attempts);
        }

        return Report(deployment, requests, answered, attempts) with { LastFailure = failure };
    }

    private static ProbeReport Report(Deployment deployment, int requests, int answered, IReadOnlyList<CallAttempt> attempts)
    {
        var waits = attempts.Select(attempt => attempt.FirstToken).OfType<TimeSpan>().Select(wait => Math.Round(wait.TotalMilliseconds, 1)).Order().ToList();
        var streamed = attempts.Where(attempt => attempt is { FirstToken: not null, Outcome: "completed", Receipt.OutputTokens: > 1 }).ToList();
        var seconds = streamed.Sum(attempt => (attempt.Took - attempt.FirstToken!.Value).TotalSeconds);
        return new(
            deployment.Name, deployment.Model, requests, answered,
            attempts.GroupBy(attempt => attempt.Outcome == "completed" ? "ok" : attempt.Outcome).ToDictionary(group => group.Key, group => group.Count()),
            waits.Count == 0 ? null : waits[waits.Count / 2], waits.Count == 0 ? null : waits[^1],
            seconds > 0 ? Math.Round(streamed.Sum(attempt => attempt.Receipt.OutputTokens - 1) / seconds, 1) : null,
            attempts.Sum(attempt => attempt.Receipt.InputTokens), attempts.Sum(attempt => attempt.Receipt.OutputTokens),
            new(attempts.Sum(attempt => attempt.Receipt.Cost.Micros)));
    }
}
