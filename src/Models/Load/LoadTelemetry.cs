using System.Diagnostics.Metrics;

namespace Parley.Models;

/// <summary>What autoscaling needs to know of each deployment, under the meter <c>Parley.Models</c>: calls under way and waiting, and how many were turned away.</summary>
internal static class LoadTelemetry
{
    private static readonly System.Diagnostics.Metrics.Meter Measures = new("Parley.Models");

    private static readonly UpDownCounter<long> Running = Measures.CreateUpDownCounter<long>(
        "parley.models.running", "{call}", "Calls under way, by deployment.");

    private static readonly UpDownCounter<long> Waiting = Measures.CreateUpDownCounter<long>(
        "parley.models.waiting", "{call}", "Calls that wait for a place, by deployment and lane.");

    private static readonly Counter<long> Shed = Measures.CreateCounter<long>(
        "parley.models.shed", "{call}", "Calls that were turned away because they would have come too late, by deployment and lane.");

    private static readonly Counter<long> Tokens = Measures.CreateCounter<long>(
        "parley.models.tokens", "{token}", "Tokens read and written, by deployment and kind.");

    public static void Run(Deployment deployment, int change) => Running.Add(change, Of(deployment));

    public static void Wait(string deployment, Lane lane, int change) => Waiting.Add(change, Of(deployment), Of(lane));

    public static void TurnedAway(string deployment, Lane lane) => Shed.Add(1, Of(deployment), Of(lane));

    public static void Used(Deployment deployment, CallReceipt receipt)
    {
        Tokens.Add(receipt.InputTokens, Of(deployment), new("gen_ai.token.type", "input"));
        Tokens.Add(receipt.OutputTokens, Of(deployment), new("gen_ai.token.type", "output"));
    }

    private static KeyValuePair<string, object?> Of(Deployment deployment) => Of(deployment.Name);

    private static KeyValuePair<string, object?> Of(string deployment) => new("parley.deployment", deployment);

    private static KeyValuePair<string, object?> Of(Lane lane) => new("parley.lane", lane switch { Lane.Interactive => "interactive", Lane.Background => "background", _ => "batch" });
}
