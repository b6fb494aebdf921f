namespace Parley.Storage;

/// <summary>How many jobs of which kinds a worker may still take: most kinds share its places, and some have places of their own.</summary>
internal sealed class JobPlaces
{
    private readonly List<(string[] Kinds, int Places)> _groups;
    private readonly Dictionary<Task, string> _running = [];

    public JobPlaces(IEnumerable<IJobHandler> handlers, int shared)
    {
        var all = handlers.ToList();
        _groups =
        [
            ([.. all.Where(handler => handler.OwnPlaces is null).Select(handler => handler.Kind)], shared),
            .. all.Where(handler => handler.OwnPlaces is not null).Select(handler => (new[] { handler.Kind }, handler.OwnPlaces!.Value)),
        ];
    }

    /// <summary>The kinds that have free places, with the number of these.</summary>
    public IReadOnlyList<(string[] Kinds, int Places)> Free()
    {
        lock (_running)
        {
            return
            [
                .. _groups.Select(group => (group.Kinds, Places: group.Places - _running.Values.Count(kind => group.Kinds.Contains(kind))))
                    .Where(group => group.Kinds.Length > 0 && group.Places > 0),
            ];
        }
    }

    public void Take(string kind, Task job)
    {
        lock (_running)
        {
            _running.Add(job, kind);
        }
    }

    public void Leave(Task job)
    {
        lock (_running)
        {
            _running.Remove(job);
        }
    }

    public Task[] Running()
    {
        lock (_running)
        {
            return [.. _running.Keys];
        }
    }
}
