namespace Parley.Bench.Vectors;

/// <summary>Recall and time of a query at each breadth.</summary>
internal sealed class Curve(string name)
{
    private readonly SortedDictionary<int, (double Recall, double Microseconds)> _points = [];

    public string Name => name;

    public IEnumerable<(int Breadth, double Recall, double Microseconds)> Points => _points.Select(point => (point.Key, point.Value.Recall, point.Value.Microseconds));

    /// <summary>The best of the rounds counts: what else runs on the machine only ever adds.</summary>
    public void Add(int breadth, double recall, double microseconds)
    {
        var known = _points.TryGetValue(breadth, out var point) ? point.Microseconds : double.MaxValue;
        _points[breadth] = (recall, Math.Min(known, microseconds));
    }

    /// <summary>Time of a query where the line between two breadths crosses a recall.</summary>
    public double? At(double recall)
    {
        (double Recall, double Microseconds)? last = null;
        foreach (var point in _points.Values)
        {
            if (point.Recall >= recall)
            {
                return last is { } below && below.Recall < recall
                    ? below.Microseconds + (recall - below.Recall) / (point.Recall - below.Recall) * (point.Microseconds - below.Microseconds)
                    : point.Microseconds;
            }

            last = point;
        }

        return null;
    }
}
