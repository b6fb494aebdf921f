namespace Parley.Schemas.Patterns;

/// <summary>One pass of an automaton over a text: all its states at once, so a letter costs at most one visit of each step.</summary>
/// <param name="looks">For each look that was reckoned already, whether it holds at each place.</param>
internal sealed class PatternRun(PatternProgram program, int[] text, IReadOnlyList<bool[]> looks, Work work)
{
    private readonly int[] _seen = [.. Enumerable.Repeat(-1, program.Steps.Count)];
    private readonly Stack<int> _open = new();
    private List<int> _now = [];
    private List<int> _next = [];
    private bool _accepted;

    /// <summary>Whether the pattern stands anywhere in the text.</summary>
    public bool Anywhere() => Forward().Any(accepted => accepted);

    /// <summary>For each place, whether the pattern stands there: so that it ends there forwards, begins there backwards.</summary>
    public bool[] Everywhere(bool backwards)
    {
        if (!backwards)
        {
            return [.. Forward()];
        }

        var found = new bool[text.Length + 1];
        for (var place = text.Length; place >= 0; place--)
        {
            Arrive(place, place < text.Length ? text[place] : -1);
            found[place] = _accepted;
        }

        return found;
    }

    private IEnumerable<bool> Forward()
    {
        for (var place = 0; place <= text.Length; place++)
        {
            Arrive(place, place > 0 ? text[place - 1] : -1);
            yield return _accepted;
        }
    }

    /// <summary>Comes to a place over a letter (-1 for none), and starts anew there too.</summary>
    private void Arrive(int place, int letter)
    {
        _accepted = false;
        _next.Clear();
        foreach (var state in _now)
        {
            if (program.Steps[state] is { Operation: Operation.Take } step && step.Set!.Contains(letter))
            {
                Follow(step.Next, place);
            }
        }

        Follow(program.Start, place);
        work.Spend(1 + (_now.Count + _next.Count) / 8);
        (_now, _next) = (_next, _now);
    }

    private void Follow(int start, int place)
    {
        _open.Push(start);
        while (_open.TryPop(out var state))
        {
            if (_seen[state] == place)
            {
                continue;
            }

            _seen[state] = place;
            var step = program.Steps[state];
            switch (step.Operation)
            {
                case Operation.Take:
                    _next.Add(state);
                    break;
                case Operation.Accept:
                    _accepted = true;
                    break;
                case Operation.Split:
                    _open.Push(step.Next);
                    _open.Push(step.Other);
                    break;
                case var _ when Holds(step, place):
                    _open.Push(step.Next);
                    break;
            }
        }
    }

    private bool Holds(Instruction step, int place) => step.Operation switch
    {
        Operation.Start => place == 0,
        Operation.End => place == text.Length,
        Operation.Boundary => IsWord(place - 1) != IsWord(place),
        Operation.NoBoundary => IsWord(place - 1) == IsWord(place),
        Operation.Look => looks[step.Other][place] != step.Negated,
        _ => false,
    };

    private bool IsWord(int place) => place >= 0 && place < text.Length && CharacterSet.IsWord(text[place]);
}
