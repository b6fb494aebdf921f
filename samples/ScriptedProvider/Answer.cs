namespace Parley.ScriptedProvider;

/// <summary>What will be said to one request: a pure function of seed, messages and script.</summary>
/// <param name="Pieces">The tokens to send, in order.</param>
/// <param name="Calls">The functions to call after them.</param>
internal sealed record Answer(IReadOnlyList<string> Pieces, IReadOnlyList<ScriptedCall> Calls, string FinishReason, int PromptTokens)
{
    /// <summary>Whether a given beginning is the beginning of the scripted text; null when none was given.</summary>
    public bool? ContinuesGivenText { get; init; }

    /// <summary>Of the prompt, what was kept from earlier ones.</summary>
    public int CachedTokens { get; init; }

    /// <summary>What is thought before the text; null when nothing is.</summary>
    public string? Thinking { get; init; }

    /// <summary>Which of the texts that end an answer ended it.</summary>
    public string? StopSequence { get; init; }

    public int CompletionTokens => Pieces.Count + (Thinking is null ? 0 : ScriptedProvider.Pieces.Count(Thinking)) + Calls.Sum(call => 4 + ScriptedProvider.Pieces.Count(call.Arguments));

    public string Text => string.Concat(Pieces);

    public static Answer To(ChatRequest request, Script script, long seed)
    {
        var prefix = Continued(request, script);
        var told = prefix is null ? request.Messages : [.. request.Messages.Take(request.Messages.Count - 1)];
        var promptTokens = request.Messages.Sum(message => 4 + ScriptedProvider.Pieces.Count(message.Text));
        var calls = request.ForbidsTools || Last(told) == "tool" ? [] : script.Calls;

        var obeyed = script.Gullible == true && script.Text is null ? Gullible.Obey(request with { Messages = told }) : default;
        calls = obeyed.Calls is { Count: > 0 } ordered && !request.ForbidsTools ? ordered : calls;
        var text = obeyed.Text ?? script.Text ?? (calls.Count > 0 ? "" : script.Quote is { } sought
            ? Quoted(request.LastUserText, sought)
            : MadeUpText.Write(MadeUpText.Hash(seed ^ (script.Seed ?? 0), told), script.Tokens ?? 64));
        var rest = prefix is null ? text : text[Math.Min(prefix.Length, text.Length)..];
        var stop = request.Stops.Where(stop => stop.Length > 0 && rest.Contains(stop, StringComparison.Ordinal)).MinBy(stop => rest.IndexOf(stop, StringComparison.Ordinal));
        rest = stop is null ? rest : rest[..rest.IndexOf(stop, StringComparison.Ordinal)];
        var pieces = ScriptedProvider.Pieces.Of(request.TakesUp is { } words && prefix is not null ? words + rest : rest);
        var isCut = request.MaxTokens is { } most && pieces.Count > most;
        if (isCut)
        {
            pieces.RemoveRange(request.MaxTokens!.Value, pieces.Count - request.MaxTokens.Value);
            calls = [];
        }

        var reason = script.FinishReason ?? (isCut ? "length" : calls.Count > 0 ? "tool_calls" : "stop");
        return new(pieces, calls, reason, promptTokens)
        {
            Thinking = request.Thinks ? script.Thinking ?? "Let me think about it." : null,
            StopSequence = isCut ? null : stop,
            ContinuesGivenText = prefix is null ? null : text.StartsWith(prefix, StringComparison.Ordinal),
        };
    }

    private static string? Continued(ChatRequest request, Script script) =>
        Last(request.Messages) != "assistant" ? null : (script.Continue ?? ContinueMode.Asked) switch
        {
            ContinueMode.Always => request.Messages[^1].Text,
            ContinueMode.Asked when request.ContinueFinalMessage || request.TakesUp is not null => request.Messages[^1].Text,
            _ => null,
        };

    private static string Quoted(string material, IReadOnlyList<string> sought) => string.Join(
        '\n', material.Split('\n', StringSplitOptions.TrimEntries).Where(line => sought.Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase))));

    private static string? Last(IReadOnlyList<ChatMessage> messages) => messages.Count == 0 ? null : messages[^1].Role;
}
