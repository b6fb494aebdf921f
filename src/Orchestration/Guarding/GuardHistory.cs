using System.Text.Json;

namespace Parley.Orchestration;

/// <summary>
/// Looks at what was said before and the prompt is to hold, by the policy in force now: messages of people and of callers, results of tools, the summary and
/// the messages that are kept. What is forbidden is left out; a tool's result in which something is found stays with a warning, and taints the turn.
/// </summary>
internal sealed class GuardHistory(MessageGuard messages) : ITurnStep
{
    private const string Summary = "summary";

    // Each may be a call of a provider.
    private const int MostAtOnce = 8;

    public string Name => "history";

    public async Task<StepResult> TakeAsync(Turn turn, CancellationToken cancellationToken)
    {
        var found = new List<MarkedText>();
        var sent = turn.SentMessages();
        foreach (var some in turn.Window.Chunk(MostAtOnce))
        {
            found.AddRange((await Task.WhenAll(some.Select(message => messages.LookAsync(
                turn.Tenant, message, sent.Contains(message.Id), withContent: message.Id != turn.UserMessage || turn.AnswersTool, cancellationToken)))).SelectMany(one => one));
        }

        if (turn.Summary is { } summary && await messages.LookAsync(turn.Tenant, GuardFound.User, Summary, Summary, summary.Text, isNew: false, cancellationToken) is { } ofSummary)
        {
            found.Add(ofSummary);
        }

        foreach (var kept in turn.Kept)
        {
            if (await messages.LookAsync(
                turn.Tenant, MessageParts.SourceOf(kept.Message), PlaceOf(kept), kept.Message.Id.Value, kept.Text, isNew: false, cancellationToken) is { } ofKept)
            {
                found.Add(ofKept);
            }
        }

        IReadOnlyList<MaterialMark> marks = [.. found.Select(one => one.Mark)];
        Settle(turn, marks);
        return new(JsonSerializer.SerializeToUtf8Bytes(marks), GuardSayings.Told(turn, found));
    }

    public Task<Ending?> RestoreAsync(Turn turn, JsonElement outcome, CancellationToken cancellationToken)
    {
        Settle(turn, outcome.Deserialize<IReadOnlyList<MaterialMark>>()!);
        return Task.FromResult<Ending?>(null);
    }

    private static string PlaceOf(KeptMessage kept) => $"kept/{kept.Message.Id.Value}/{kept.Start}";

    private static void Settle(Turn turn, IReadOnlyList<MaterialMark> marks)
    {
        if (marks.Count == 0)
        {
            return;
        }

        var byPlace = marks.DistinctBy(mark => mark.Place).ToDictionary(mark => mark.Place);
        foreach (var message in turn.Window)
        {
            turn.LeftOut.AddRange(MessageParts.Of(message, withContent: true)
                .Where(part => byPlace.TryGetValue(part.Place, out var mark) && mark.IsWithheld).Select(part => part.Text));
            if (message.Role == "tool" && byPlace.TryGetValue(message.Id.Value, out var found) && !found.IsWithheld)
            {
                turn.Suspicious.Add(message.Id);
            }
        }

        turn.SuspiciousLabels.AddRange(marks.Where(mark => mark.Source == GuardFound.Tool).Select(mark => mark.Label));
        turn.Window = [.. turn.Window.Select(message => MessageParts.Show(message, byPlace))];
        turn.Summary = turn.Summary is { } summary && byPlace.TryGetValue(Summary, out var ofSummary)
            ? summary with { Text = ofSummary.IsWithheld ? MessageParts.Withheld : ofSummary.Text ?? summary.Text } : turn.Summary;
        turn.Kept = [.. turn.Kept.Select(kept => Shown(kept, byPlace.GetValueOrDefault(PlaceOf(kept)))).OfType<KeptMessage>()];
        turn.Earlier = MemoryBlock.Write(turn.Summary, turn.Kept);
    }

    private static KeptMessage? Shown(KeptMessage kept, MaterialMark? mark) => mark switch
    {
        null => kept,
        { IsWithheld: true } => null,
        { Text: { } text } => kept with { Message = kept.Message with { Content = text }, Start = 0, End = text.Length },
        _ => kept,
    };
}
