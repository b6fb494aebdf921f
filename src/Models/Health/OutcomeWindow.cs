namespace Parley.Models;

/// <summary>Counts calls and failures of the last half minute, in parts of three seconds. Not safe for several threads.</summary>
internal sealed class OutcomeWindow(TimeProvider time)
{
    private const int Parts = 10;
    private static readonly long PartTicks = TimeSpan.FromSeconds(3).Ticks;

    private readonly (long Part, int Calls, int Failures)[] _parts = new (long, int, int)[Parts];

    public void Add(bool failed)
    {
        var part = Now();
        ref var at = ref _parts[part % Parts];
        at = at.Part == part ? at : (part, 0, 0);
        at.Calls++;
        at.Failures += failed ? 1 : 0;
    }

    public (int Calls, int Failures) Sum()
    {
        var oldest = Now() - Parts;
        var (calls, failures) = (0, 0);
        foreach (var part in _parts)
        {
            if (part.Part > oldest)
            {
                (calls, failures) = (calls + part.Calls, failures + part.Failures);
            }
        }

        return (calls, failures);
    }

    private long Now() => time.GetUtcNow().Ticks / PartTicks;
}
