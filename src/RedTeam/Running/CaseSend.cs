using System.Text.Json;
using Parley.Orchestration;

namespace Parley.RedTeam;

/// <summary>The messages of a case as the pipeline takes them.</summary>
internal static class CaseSend
{
    public const string Door = "redteam";

    private const string CallId = "call_1";
    private static readonly JsonElement NoArguments = JsonElement.Parse("{}");

    /// <param name="attack">As it was armed.</param>
    /// <param name="conversation">Null for the first turn.</param>
    public static Send Of(RedTeamRun run, long number, Attack attack, int turn, ConversationId? conversation) => new()
    {
        Route = Door,
        IsPassing = true,
        Conversation = conversation,
        Messages = turn == 0 ? [.. First(attack)] : [new("user", attack.Turns[turn])],
        Options = new()
        {
            Model = run.Card.Model,
            Preset = "deterministic",
            Tools = attack.Tools.Count == 0 ? null : [.. attack.Tools.Select(ToolText.Declare)],
            Retrieval = attack.Document is null ? null : new([CaseDocuments.Namespace]),
            Cache = "no-store",
            Door = Door,
        },

        // A run that is taken up again joins what it began.
        IdempotencyKey = $"{run.Id}.{number}.{turn}",
    };

    private static IEnumerable<SentMessage> First(Attack attack)
    {
        if (attack.System is { } system)
        {
            yield return new("system", system);
        }

        yield return new("user", attack.Turns[0]);
        if (attack.Tool is { } tool)
        {
            yield return new("assistant", "", new() { ToolCalls = [new(CallId, tool.Name, tool.Arguments ?? NoArguments)] });
            yield return new("tool", tool.Result, new() { CallId = CallId });
        }
    }
}
