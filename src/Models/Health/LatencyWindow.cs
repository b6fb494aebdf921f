namespace Parley.Models;

/// <summary>The last times to a first token, and what may be told of them.</summary>
internal sealed class LatencyWindow
{
    private const int Size = 128;
    private const int Least = 20;
    private const double Newest = 0.2;

    private readonly Lock _gate = new();
    private readonly double[] _last = new double[Size];
    private int _count;
    private double _average;

    /// <summary>The average in milliseconds, the newest counting most; null before the first.</summary>
    public double? Average
    {
        get
        {
            lock (_gate)
            {
                return _count == 0 ? null : _average;
            }
        }
    }

    public void Add(TimeSpan took)
    {
        var ms = took.TotalMilliseconds;
        lock (_gate)
        {
            _average = _count == 0 ? ms : _average + (Newest * (ms - _average));
            _last[_count++ % Size] = ms;
        }
    }

    /// <returns>The time that such a part of the last calls took at most; null while too few were made to say.</returns>
    public TimeSpan? Percentile(double part)
    {
        Span<double> sorted = stackalloc double[Size];
        lock (_gate)
        {
            if (_count < Least)
            {
                return null;
            }

            sorted = sorted[..Math.Min(_count, Size)];
            _last.AsSpan(0, sorted.Length).CopyTo(sorted);
        }

        sorted.Sort();
        return TimeSpan.FromMilliseconds(sorted[(int)Math.Min(sorted.Length - 1, Math.Ceiling(part * sorted.Length))]);
    }
}
