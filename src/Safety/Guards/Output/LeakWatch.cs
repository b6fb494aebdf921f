using System.Text;

namespace Parley.Safety;

/// <summary>Follows an answer letter by letter, and tells where it begins to repeat what it must not, and when it has.</summary>
/// <param name="isKnown">Whether the reader has given these letters; then they are no secret.</param>
internal sealed class LeakWatch(IReadOnlyList<LeakSet> sets, Func<string, bool> isKnown)
{
    private readonly LeakWindow _window = new();
    private readonly StringBuilder _letters = new();
    private readonly int[] _places = new int[LeakSet.Window];
    private readonly Run[] _runs = new Run[sets.Count];
    private int _count;

    /// <summary>Where the first run that may still become a leak begins; null when there is none.</summary>
    public int? Open
    {
        get
        {
            var open = int.MaxValue;
            foreach (var run in _runs)
            {
                open = run.Length > 0 ? Math.Min(open, run.Start) : open;
            }

            return open == int.MaxValue ? null : open;
        }
    }

    /// <summary>Where the last letters begin with which a run may begin that is not told yet.</summary>
    /// <param name="written">The length of the answer.</param>
    public int Undecided(int written) => _runs.Length == 0 || _count == 0 ? written : _places[_count < LeakSet.Window ? 0 : _count % LeakSet.Window];

    /// <param name="at">Its place in the answer.</param>
    /// <returns>What is leaked with this character; null for nothing.</returns>
    public string? Push(char c, int at)
    {
        if (!char.IsLetterOrDigit(c) || _runs.Length == 0)
        {
            return null;
        }

        var letter = char.ToLowerInvariant(c);
        _places[_count++ % LeakSet.Window] = at;
        _letters.Append(letter);
        if (!_window.Push(letter))
        {
            return null;
        }

        string? leaked = null;
        var isOpen = false;
        for (var i = 0; i < _runs.Length; i++)
        {
            ref var run = ref _runs[i];
            run = !sets[i].Contains(_window.Hash) ? default
                : run.Length > 0 ? run with { Length = run.Length + 1 }
                : new(_places[_count % LeakSet.Window], LeakSet.Window, 0);
            if (run.Length - run.Known >= sets[i].Least)
            {
                // What the reader knows is no leak, and what follows on it may be one.
                var isLeak = !isKnown(_letters.ToString(_letters.Length - sets[i].Least, sets[i].Least));
                run = isLeak ? run : run with { Known = run.Length, Start = at + 1 };
                leaked ??= isLeak ? sets[i].Kind : null;
            }

            isOpen |= run.Length > 0;
        }

        // Of what is not repeated only the last letters count.
        if (!isOpen && _letters.Length > 4_096)
        {
            _letters.Remove(0, _letters.Length - LeakSet.Window);
        }

        return leaked;
    }

    private readonly record struct Run(int Start, int Length, int Known);
}
