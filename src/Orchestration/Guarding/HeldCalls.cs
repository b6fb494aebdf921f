using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>The calls of tools that an answer makes, until all of them passed: none is handed out beside one that must not be.</summary>
internal sealed class HeldCalls(AnswerGuard guard, GuardedValues values)
{
    private readonly List<TurnEvent> _held = [];

    /// <returns>False where something in it may not be shown.</returns>
    public bool Take(TurnEvent told)
    {
        TurnEvent? shown = told switch
        {
            ToolCalled call when values.Of(call.Arguments) is { } arguments => call with { Arguments = arguments },
            ApprovalRequired asked when values.Of(asked.Arguments) is { } arguments => asked with { Arguments = arguments, Reason = guard.ShowOr(asked.Reason) },
            ToolResulted result => result with { Summary = guard.ShowOr(result.Summary) },
            _ => null,
        };
        if (shown is not null)
        {
            _held.Add(shown);
        }

        return shown is not null;
    }

    /// <summary>All of them, once the answer has come to its end.</summary>
    public IReadOnlyList<TurnEvent> Release()
    {
        TurnEvent[] held = [.. _held];
        _held.Clear();
        return held;
    }
}
