using System.Collections.Concurrent;
using System.Text;

namespace Parley.Server.Tests.Durability;

/// <summary>Remembers every event that any reader was ever shown, and holds it against the law of the stream and against what is kept.</summary>
internal sealed class Witness
{
    private readonly ConcurrentDictionary<string, Testimony> _turns = new();
    private long _shown;
    private long _retracted;

    /// <summary>Events shown to anybody so far.</summary>
    public long Shown => Interlocked.Read(ref _shown);

    /// <summary>Drafts that were visibly restarted.</summary>
    public long Retracted => Interlocked.Read(ref _retracted);

    public IReadOnlyCollection<string> Turns => [.. _turns.Keys];

    /// <summary>A reader was shown an event. Two readers who see the same number must see the same.</summary>
    public void Saw(string turn, ServerEvent shown)
    {
        Interlocked.Increment(ref _shown);
        var number = shown.Id ?? throw new InvalidDataException($"{turn}: the event {shown.Name} has no number.");
        var testimony = _turns.GetOrAdd(turn, _ => new());
        var first = testimony.Events.GetOrAdd(number, shown);
        if (first.Name != shown.Name || first.Data != shown.Data)
        {
            throw new InvalidDataException(
                $"{turn}: event {number} was shown as {first.Name} {first.Data} and as {shown.Name} {shown.Data}.");
        }

        if (ReferenceEquals(first, shown) && shown.Name == "retract")
        {
            Interlocked.Increment(ref _retracted);
        }
    }

    /// <summary>Checks a turn that has ended: numbers without a gap, one terminal event, the text of the deltas is the message's.</summary>
    /// <returns>The final text.</returns>
    public string Check(string turn)
    {
        var events = _turns[turn].Events.OrderBy(item => item.Key).Select(item => item.Value).ToList();
        Assert.Equal(Enumerable.Range(1, events.Count).Select(number => (long?)number), events.Select(shown => shown.Id));
        Assert.Equal("turn.started", events[0].Name);
        Assert.Equal(1, events.Count(IsTerminal));
        Assert.True(IsTerminal(events[^1]), $"{turn}: the last event is {events[^1].Name}.");

        var text = new StringBuilder();
        foreach (var shown in events)
        {
            switch (shown.Name)
            {
                case "delta":
                    text.Append(shown.Json.GetProperty("text").GetString());
                    break;
                case "retract":
                    text.Length = Math.Min(text.Length, shown.Json.GetProperty("from").GetInt32());
                    break;
            }
        }

        var message = events[^1].Json.GetProperty("message");
        Assert.Equal(message.GetProperty("content").GetString(), text.ToString());
        return text.ToString();
    }

    public string Outcome(string turn) => _turns[turn].Events.MaxBy(item => item.Key).Value.Name;

    public static bool IsTerminal(ServerEvent shown) => shown.Name is "turn.completed" or "turn.failed" or "turn.cancelled";

    private sealed class Testimony
    {
        public ConcurrentDictionary<long, ServerEvent> Events { get; } = new();
    }
}
