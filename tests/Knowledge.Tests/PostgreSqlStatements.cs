using System.Diagnostics;

namespace Parley.Knowledge.Tests;

/// <summary>Counts the commands that one test sends to PostgreSQL while this is there; SQLite tells nobody of its own.</summary>
internal sealed class PostgreSqlStatements : IDisposable
{
    private readonly ActivityListener _listener;
    private readonly Activity _test = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
    private int _count;

    public PostgreSqlStatements()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
            ActivityStarted = Started,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public int Count => _count;

    public void Dispose()
    {
        _listener.Dispose();
        _test.Dispose();
    }

    // Other tests run beside this one.
    private void Started(Activity activity)
    {
        if (activity.TraceId == _test.TraceId)
        {
            Interlocked.Increment(ref _count);
        }
    }
}
