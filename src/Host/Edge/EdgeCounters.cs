using System.Collections.Frozen;
using System.Diagnostics.Metrics;

namespace Parley.Host.Edge;

/// <summary>What the edge counts. Every name begins with <c>parley.</c>.</summary>
internal sealed class EdgeCounters
{
    private const string MeterName = "Parley.Host";
    private const string Kind = "kind";
    private const string Honey = "honey";
    private const string Rate = "rate";
    private const string Bot = "bot";
    private const string Other = "other";

    private static readonly FrozenDictionary<string, string> KindOfCode = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["rate_limited"] = Rate,
        ["quota_exceeded"] = "quota",
        ["budget_exceeded"] = "budget",
        ["too_many_turns"] = "concurrency",
        ["too_many_attempts"] = "lockout",
        ["provider_rate_limited"] = "provider",
        ["provider_overloaded"] = "overload",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly Counter<long> _refusals;

    public EdgeCounters(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        Unexpected = meter.CreateCounter<long>("parley.requests.unexpected", "{request}", "Requests that ended in an unexpected failure.");
        _refusals = meter.CreateCounter<long>("parley.edge.refusals", "{request}", "Requests that a limit refused, by the kind of limit.");

        // An alarm can only watch a figure that is there.
        Unexpected.Add(0);
        foreach (var kind in KindOfCode.Values.Concat([Bot, Honey, Other]))
        {
            Add(kind, 0);
        }
    }

    /// <summary>Requests that ended in a fault of ours. Anything but zero is a bug.</summary>
    public Counter<long> Unexpected { get; }

    /// <summary>Counts a refusal when it is one of a limit; whoever is refused for coming too often and looks like a program counts as one.</summary>
    public void Count(HttpContext context, Refusal refusal)
    {
        if (refusal.Status == StatusCodes.Status429TooManyRequests)
        {
            var kind = KindOfCode.GetValueOrDefault(refusal.Code, Other);
            Add(kind == Rate && context.Features.Get<BotHints>() is { Score: > 0 } ? Bot : kind, 1);
        }
    }

    /// <summary>Counts a request for what only break-ins ask for.</summary>
    public void CountHoney() => Add(Honey, 1);

    private void Add(string kind, long count) => _refusals.Add(count, new KeyValuePair<string, object?>(Kind, kind));
}
