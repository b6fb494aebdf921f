namespace Parley.Schemas.Patterns;

/// <summary>One step of a machine without memory: what it does, where it goes, and which set or which look it means.</summary>
internal readonly record struct Instruction(Operation Operation, int Next, int Other = -1, CharacterSet? Set = null, bool Negated = false);

/// <summary>A pattern as an automaton (Thompson, 1968). Looks are automata of their own, told by their number.</summary>
internal sealed class PatternProgram
{
    /// <summary>Most steps of a pattern with its counted repetitions written out.</summary>
    private const int MostSteps = 20_000;

    private readonly List<Instruction> _steps = [];
    private readonly List<PatternLook> _looks;
    private readonly bool _backwards;
    private readonly Work _work;

    private PatternProgram(bool backwards, List<PatternLook> looks, Work work) => (_backwards, _looks, _work) = (backwards, looks, work);

    public IReadOnlyList<Instruction> Steps => _steps;

    public int Start { get; private set; }

    /// <param name="backwards">For a text that is read from its end.</param>
    /// <param name="looks">Receives the looks within, inner ones first.</param>
    /// <exception cref="PatternException">It is too large.</exception>
    public static PatternProgram Of(Expression expression, bool backwards, List<PatternLook> looks)
    {
        try
        {
            return Of(expression, backwards, looks, new(MostSteps));
        }
        catch (BeyondLimitException)
        {
            throw new PatternException($"repeats so much that it has more than {MostSteps} steps; smaller counts are needed");
        }
    }

    private static PatternProgram Of(Expression expression, bool backwards, List<PatternLook> looks, Work work)
    {
        var program = new PatternProgram(backwards, looks, work);
        program.Start = program.Write(expression, program.Add(new(Operation.Accept, -1)));
        return program;
    }

    /// <returns>The step with which the expression begins, when the step after it is known.</returns>
    private int Write(Expression expression, int next)
    {
        // Spent here and not where a step is added: an empty group that stands a million times adds none.
        _work.Spend(1);
        return expression switch
        {
            Expression.OneOf one => Add(new(Operation.Take, next, Set: one.Set)),
            Expression.Sequence sequence => (_backwards ? sequence.Parts : sequence.Parts.Reverse()).Aggregate(next, (after, part) => Write(part, after)),
            Expression.Choice choice => choice.Branches.Select(branch => Write(branch, next)).ToList().Aggregate((one, other) => Add(new(Operation.Split, one, other))),
            Expression.Repeat repeat => Write(repeat, next),
            Expression.Anchor anchor => Add(new(anchor.Place, next)),
            Expression.Look look => Add(new(Operation.Look, next, Look(look), Negated: look.Negated)),
            _ => throw new InvalidOperationException(),
        };
    }

    private int Write(Expression.Repeat repeat, int next)
    {
        var start = next;
        if (repeat.Most is null)
        {
            start = Add(new(Operation.Split, -1, next));
            _steps[start] = _steps[start] with { Next = Write(repeat.Body, start) };
        }

        for (var more = repeat.Least; more < repeat.Most; more++)
        {
            start = Add(new(Operation.Split, Write(repeat.Body, start), next));
        }

        for (var more = 0; more < repeat.Least; more++)
        {
            start = Write(repeat.Body, start);
        }

        return start;
    }

    private int Look(Expression.Look look)
    {
        // What stands ahead is found backwards from its end, so that one pass tells all places where it begins.
        _looks.Add(new(Of(look.Body, look.Ahead, _looks, _work), look.Ahead));
        return _looks.Count - 1;
    }

    private int Add(Instruction step)
    {
        _steps.Add(step);
        return _steps.Count - 1;
    }
}

/// <summary>Something that must or must not stand before or after a place.</summary>
internal sealed record PatternLook(PatternProgram Program, bool Ahead);
