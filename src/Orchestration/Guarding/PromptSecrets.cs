using Microsoft.Extensions.AI;
using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>What of a turn's prompt its answer must not repeat, and what the reader has given and may read again.</summary>
internal sealed class PromptSecrets
{
    private static readonly LeakSet Instructions = LeakSet.OfInstructions(ComposePrompt.Instructions);

    private readonly Turn _turn;
    private string? _given;

    public PromptSecrets(Turn turn)
    {
        _turn = turn;
        var systems = turn.Prompt.Where(message => message.Role == ChatRole.System).Select(message => message.Text).ToList();
        if (systems.Any(text => text.StartsWith(ComposePrompt.Instructions, StringComparison.Ordinal)))
        {
            Sets = [Instructions, LeakSet.OfCanary(LeakSet.CanaryFor(turn.Tenant.Id))];
        }

        if (turn.System is { } system && LeakSet.OfPrompt(system.Content) is { } own)
        {
            Sets = [.. Sets, own];
        }
    }

    public IReadOnlyList<LeakSet> Sets { get; } = [];

    /// <param name="letters">Small, without blanks and signs.</param>
    public bool IsGiven(string letters)
    {
        _given ??= LeakSet.LettersOf(string.Join('\n', _turn.Prompt.Where(message => message.Role != ChatRole.System && message.Role != ChatRole.Assistant).Select(message => message.Text)));
        return _given.Contains(letters, StringComparison.Ordinal);
    }
}
