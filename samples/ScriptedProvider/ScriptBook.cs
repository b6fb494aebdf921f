namespace Parley.ScriptedProvider;

/// <summary>What <c>PUT /script</c> takes and <c>GET /script</c> gives; a part that is null stays as it was.</summary>
/// <param name="Default">How requests are answered for which nothing else is said.</param>
/// <param name="Models">The same for one model each, by name.</param>
/// <param name="Next">One-shots: each answers one of the next requests, in this order.</param>
public sealed record ScriptPage(Script? Default, IReadOnlyDictionary<string, Script>? Models, IReadOnlyList<Script>? Next);

/// <summary>The scripts in force, and how often each fault has struck.</summary>
public sealed class ScriptBook(Script start)
{
    private const int MostCounted = 100_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, int> strikes = [];
    private Script common = new();
    private IReadOnlyDictionary<string, Script> models = new Dictionary<string, Script>();
    private List<Script> next = [];
    private TaskCompletionSource released = NotReleased();

    /// <summary>Ends when streams that a script holds may go on.</summary>
    internal Task Released
    {
        get
        {
            lock (gate)
            {
                return released.Task;
            }
        }
    }

    /// <summary>Lets all held streams go on, and those that come, until scripts are put again.</summary>
    public void Release()
    {
        lock (gate)
        {
            released.TrySetResult();
        }
    }

    public ScriptPage Page
    {
        get
        {
            lock (gate)
            {
                return new(common.Over(start), models, [.. next]);
            }
        }
    }

    public void Put(ScriptPage page)
    {
        foreach (var script in (page.Next ?? []).Concat(page.Models?.Values ?? []).Append(page.Default ?? new()))
        {
            ScriptText.Check(script);
        }

        lock (gate)
        {
            common = page.Default ?? common;
            models = page.Models ?? models;
            next = page.Next is null ? next : [.. page.Next];
            Hold();
        }
    }

    /// <summary>Back to what the program was started with.</summary>
    public void Reset()
    {
        lock (gate)
        {
            (common, models, next) = (new(), new Dictionary<string, Script>(), []);
            strikes.Clear();
            Hold();
        }
    }

    /// <summary>The script for a request; takes a one-shot off the queue, and lets a fault pass that has struck its <c>times</c>.</summary>
    internal Script Take(ChatRequest request)
    {
        var directive = ScriptText.InMessage(request.LastUserText);
        lock (gate)
        {
            var position = next.FindIndex(shot => shot.Match is null || request.LastUserText.Contains(shot.Match, StringComparison.Ordinal));
            var shot = position < 0 ? null : next[position];
            if (shot is not null)
            {
                next.RemoveAt(position);
            }

            return Spare(Compose(request, directive, shot), request.LastUserText);
        }
    }

    /// <summary>The same without taking anything: for asking what an answer would be.</summary>
    internal Script Peek(ChatRequest request)
    {
        lock (gate)
        {
            return Compose(request, ScriptText.InMessage(request.LastUserText), null);
        }
    }

    private static TaskCompletionSource NotReleased() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Streams that are held already stay with the source they wait for, so a release after this reaches them, too.
    private void Hold() => released = released.Task.IsCompleted ? NotReleased() : released;

    private Script Compose(ChatRequest request, Script? directive, Script? shot)
    {
        var script = common.Over(start);
        script = models.TryGetValue(request.Model, out var own) ? own.Over(script) : script;
        script = shot?.Over(script) ?? script;
        return directive?.Over(script) ?? script;
    }

    private Script Spare(Script script, string message)
    {
        if (script.Times is not { } times || Fault.Parse(script.Fault).Kind == FaultKind.None)
        {
            return script;
        }

        if (strikes.Count > MostCounted)
        {
            strikes.Clear();
        }

        var struck = strikes.GetValueOrDefault(message);
        strikes[message] = struck + 1;
        return struck < times ? script : script with { Fault = null };
    }
}
