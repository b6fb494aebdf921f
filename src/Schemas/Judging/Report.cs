using Parley.Schemas.Values;

namespace Parley.Schemas.Judging;

/// <summary>Collects what is wrong, each once, up to a bound.</summary>
/// <param name="explains">Whether it is to be told why each of several forms does not fit.</param>
internal sealed class Report(int most, bool explains = true)
{
    private readonly List<Violation> _violations = [];
    private readonly HashSet<Violation> _told = [];
    private int _tries;

    public IReadOnlyList<Violation> Violations => _violations;

    public bool Explains => explains;

    // Told again and again counts too: else a schema that repeats itself would be walked in all its ways.
    public bool IsFull => _violations.Count >= most || _tries >= 20 * most;

    public void Add(Instance value, string keyword, string sentence)
    {
        var pointer = value.Pointer;
        Add(new(pointer, keyword, $"{(pointer.Length == 0 ? "the value" : pointer)} {sentence}"));
    }

    public void Add(Violation violation)
    {
        _tries++;
        if (!IsFull && _told.Add(violation))
        {
            _violations.Add(violation);
        }
    }
}
