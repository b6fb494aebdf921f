using System.Collections.Concurrent;

namespace Parley.Server.Tests.Fuzz;

/// <summary>What came of the requests of one run, as counts.</summary>
internal sealed class FuzzTally
{
    private readonly ConcurrentDictionary<(string Operation, int Status), int> _answers = [];
    private readonly ConcurrentDictionary<string, int> _reached = [];
    private readonly ConcurrentDictionary<string, int> _kinds = [];
    private readonly ConcurrentDictionary<string, int> _again = [];
    private readonly ConcurrentDictionary<string, long> _ticks = [];

    /// <summary>What must never happen, with all that is needed to see it again.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    public int Answered => _answers.Values.Sum();

    public int Taken => _answers.Where(answer => answer.Key.Status < 300).Sum(answer => answer.Value);

    public void Answer(FuzzRequests.Made made, int status, TimeSpan took)
    {
        Count(_answers, (made.Operation.Name, status));
        Count(_kinds, made.Kind);
        _ticks.AddOrUpdate(made.Operation.Name, took.Ticks, (_, before) => before + took.Ticks);

        // Behind the edge and the gate somebody looked at what was asked: it was done, or refused for its own sake.
        if (made.Kind == FuzzRequests.Plain && (status < 400 || PlainBodies.IsOwnRefusal(made.Operation, status)))
        {
            Count(_reached, made.Operation.Name);
        }
    }

    /// <summary>The client library gave no answer, so that the same bytes were sent on a socket.</summary>
    public void SentAgain(string why) => Count(_again, why);

    /// <summary>How often a plain request with a key got through to an operation.</summary>
    public int Reached(string operation) => _reached.GetValueOrDefault(operation);

    public IEnumerable<string> Lines()
    {
        var classes = _answers.GroupBy(answer => answer.Key.Status / 100, answer => answer.Value).OrderBy(group => group.Key);
        yield return "answered: " + string.Join(", ", classes.Select(one => $"{one.Key}xx {one.Sum()}"));
        yield return "statuses: " + Listed(_answers.GroupBy(answer => answer.Key.Status, answer => answer.Value).OrderBy(group => group.Key).Select(group => ($"{group.Key}", group.Sum())));
        yield return "refused by the client library and sent on a socket: " + (_again.IsEmpty ? "none" : Listed(_again.Select(one => (one.Key, one.Value))));
        yield return "kinds: " + Listed(_kinds.OrderByDescending(kind => kind.Value).Select(kind => (kind.Key, kind.Value)));
    }

    /// <summary>Each operation with the distribution of its answers, and how often it was reached.</summary>
    public IEnumerable<string> Operations() =>
        from answer in _answers
        group answer by answer.Key.Operation into operation
        orderby operation.Key
        select $"{operation.Key}: reached {Reached(operation.Key)}; "
            + Listed(operation.OrderBy(answer => answer.Key.Status).Select(answer => ($"{answer.Key.Status}", answer.Value)))
            + $"; {TimeSpan.FromTicks(_ticks[operation.Key]).TotalMilliseconds / operation.Sum(answer => answer.Value):0.0} ms each";

    private static string Listed(IEnumerable<(string Name, int Count)> counts) => string.Join(", ", counts.Select(one => $"{one.Name}: {one.Count}"));

    private static void Count<T>(ConcurrentDictionary<T, int> counts, T what)
        where T : notnull => counts.AddOrUpdate(what, 1, (_, seen) => seen + 1);
}
