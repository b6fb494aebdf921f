namespace Parley.Safety;

/// <summary>Leaves a provider alone that failed some times in a row, and then tries it with one call: the pattern of M. Nygard, "Release It!" (2007).</summary>
internal sealed class Pause(TimeProvider time)
{
    public const int FailuresInARow = 5;
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private int _failures;
    private DateTimeOffset _until;

    /// <returns>False while it is left alone. After that one call is let through at a time, until one succeeds.</returns>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_failures < FailuresInARow)
            {
                return true;
            }

            var isTrial = time.GetUtcNow() >= _until;
            _until = isTrial ? time.GetUtcNow() + Length : _until;
            return isTrial;
        }
    }

    public void Succeeded()
    {
        lock (_gate)
        {
            _failures = 0;
        }
    }

    public void Failed()
    {
        lock (_gate)
        {
            _until = ++_failures == FailuresInARow ? time.GetUtcNow() + Length : _until;
        }
    }
}
