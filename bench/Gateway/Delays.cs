namespace Parley.Bench.Gateway;

/// <summary>Microseconds, many of them.</summary>
internal sealed class Delays
{
    private readonly List<int> _all = new(1 << 20);
    private bool _isSorted;

    public int Count => _all.Count;

    public void Add(long microseconds)
    {
        _all.Add((int)Math.Clamp(microseconds, 0, int.MaxValue));
        _isSorted = false;
    }

    public void Clear() => _all.Clear();

    /// <returns>Milliseconds.</returns>
    public double Quantile(double share)
    {
        if (!_isSorted)
        {
            _all.Sort();
            _isSorted = true;
        }

        return _all.Count == 0 ? double.NaN : _all[Math.Min(_all.Count - 1, (int)(_all.Count * share))] / 1000.0;
    }

    public int Within(long microseconds) => _all.Count(one => one <= microseconds);
}
