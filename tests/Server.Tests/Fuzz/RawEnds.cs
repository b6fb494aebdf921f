using System.Collections.Concurrent;

namespace Parley.Server.Tests.Fuzz;

/// <summary>How connections ended on which something was sent that may be no request.</summary>
internal sealed class RawEnds
{
    private readonly ConcurrentDictionary<string, int> _answers = [];
    private int _cut;

    /// <summary>Faults, and connections that the server closed although it could have answered.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    public int Taken => _answers.GetValueOrDefault("2xx");

    /// <param name="isTold">Whether the client had said that nothing more would come. A request that is not whole then needs no answer.</param>
    public void Note(string name, RawClient client, bool isTold)
    {
        if (client.Statuses is [var status, ..])
        {
            // 505 is right for a version of HTTP that is none.
            Count(status < 500 ? $"{status / 100}xx" : $"{status}");
            if (status is >= 500 and not 505)
            {
                Complaints.Enqueue($"{name}: {status}");
            }
        }
        else if (client.HasReceived)
        {
            Count("in HTTP/2");
        }
        else if (isTold)
        {
            Interlocked.Increment(ref _cut);
        }
        else
        {
            Complaints.Enqueue($"{name}: the connection was closed without an answer");
        }
    }

    public override string ToString() =>
        $"answered {string.Join(", ", _answers.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}: {one.Value}"))}; "
        + $"cut short by the client, and closed without an answer: {_cut}; complaints {Complaints.Count}";

    private void Count(string answer) => _answers.AddOrUpdate(answer, 1, (_, seen) => seen + 1);
}
