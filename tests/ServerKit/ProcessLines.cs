using System.Diagnostics;

namespace Parley.ServerKit;

/// <summary>The lines that a process wrote, as they come.</summary>
public sealed class ProcessLines
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _more = New();

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _lines.Count;
            }
        }
    }

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <returns>The first fitting line from an index on; null when the process ends or the time is up before it comes.</returns>
    public async Task<string?> WaitForAsync(Func<string, bool> fits, int from, TimeSpan patience, Process process)
    {
        using var deadline = new CancellationTokenSource(patience);
        var ended = process.WaitForExitAsync(deadline.Token);
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_lines.Skip(from).FirstOrDefault(fits) is { } line)
                {
                    return line;
                }

                more = _more.Task;
            }

            if (await Task.WhenAny(more, ended) == ended)
            {
                return null;
            }
        }
    }

    internal async Task FollowAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                _lines.Add(line);
                _more.TrySetResult();
                _more = New();
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
