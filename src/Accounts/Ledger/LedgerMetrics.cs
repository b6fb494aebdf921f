using System.Diagnostics.Metrics;

namespace Parley.Accounts;

/// <summary>What this room measures of itself, under the meter <c>Parley.Accounts</c>.</summary>
internal static class LedgerMetrics
{
    private static readonly Meter Meter = new("Parley.Accounts");
    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>(
        "parley.budget.refusals", "{call}", "Calls of models that were not made because a budget does not hold their worst case.");

    public static void CallRefused() => Refusals.Add(1);
}
