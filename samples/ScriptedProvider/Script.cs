using System.Text.Json.Serialization;

namespace Parley.ScriptedProvider;

/// <summary>Whether token counts are reported.</summary>
public enum UsageMode
{
    /// <summary>Where the client asks for them, as OpenAI does: always in one piece, in a stream with <c>include_usage</c>.</summary>
    On,

    /// <summary>Never, as some servers do.</summary>
    Off,

    /// <summary>Also in streams that did not ask.</summary>
    Always,
}

/// <summary>Whether an answer that the last message has begun is continued.</summary>
public enum ContinueMode
{
    /// <summary>Where the client sends <c>continue_final_message: true</c>, or a user's message that quotes the end of what the assistant said in a line.</summary>
    Asked,

    /// <summary>Whenever the last message is the assistant's.</summary>
    Always,

    /// <summary>Never: the answer starts anew.</summary>
    Never,
}

/// <summary>A call that the scripted model makes.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Arguments">Its arguments, a JSON text.</param>
public sealed record ScriptedCall(string Name, string Arguments = "{}");

/// <summary>
/// How one request is answered. What is null is decided by the script below: the directive in the message lies over the one-shot
/// of the queue, over the model's, over the default, over what the program was started with.
/// </summary>
public sealed record Script
{
    /// <summary>The text to answer with. Else a text is made up from seed and messages.</summary>
    public string? Text { get; init; }

    /// <summary>Answers with the lines of the last user message that hold one of these, one below the other, instead of a made-up text.</summary>
    public IReadOnlyList<string>? Quote { get; init; }

    /// <summary>Answers as a model does that obeys whatever it reads, instead of with a made-up text.</summary>
    public bool? Gullible { get; init; }

    /// <summary>Length of the made-up text in tokens; 0 to 1,000,000. Default 64.</summary>
    public int? Tokens { get; init; }

    /// <summary>Tokens per second; 0 = as fast as they can be sent. Default 0.</summary>
    public double? Rate { get; init; }

    /// <summary>Milliseconds from the request to the first token. Default 0.</summary>
    public int? TtftMs { get; init; }

    /// <summary>Mixed into the made-up text: another seed, another answer. Default 0.</summary>
    public long? Seed { get; init; }

    public UsageMode? Usage { get; init; }

    public ContinueMode? Continue { get; init; }

    /// <summary>How the answer says it ended. Default <c>stop</c>, <c>length</c> or <c>tool_calls</c>, as it is.</summary>
    public string? FinishReason { get; init; }

    /// <summary>What is thought before the text where a request asks for thinking. Default <c>Let me think about it.</c></summary>
    public string? Thinking { get; init; }

    /// <summary>Whether that comes as a block that nobody can read. Default false.</summary>
    public bool? HidesThinking { get; init; }

    /// <summary>Members of a request that are refused with 400 and their name. Default none.</summary>
    public IReadOnlyList<string>? Refuses { get; init; }

    /// <summary>A call to one function, named here; the short form of <see cref="ToolCalls"/>.</summary>
    public string? Tool { get; init; }

    /// <summary>The arguments of <see cref="Tool"/>, a JSON text.</summary>
    public string? Arguments { get; init; }

    /// <summary>Functions to call instead of a made-up text, until their results are among the messages.</summary>
    public IReadOnlyList<ScriptedCall>? ToolCalls { get; init; }

    /// <summary>What goes wrong: <c>none</c>, a status such as <c>429</c>, or a name of <see cref="FaultKind"/> such as <c>cut</c>.</summary>
    public string? Fault { get; init; }

    /// <summary>Tokens that are sent before a fault in mid-stream. Default 0.</summary>
    public int? FaultAt { get; init; }

    /// <summary>Tokens that are sent before the stream is held until <see cref="ScriptBook.Release"/>. Default: it is not held.</summary>
    public int? HoldAt { get; init; }

    /// <summary>How long a stall or slow headers last, in milliseconds; 0 = until the client leaves. Default 0.</summary>
    public int? FaultMs { get; init; }

    /// <summary>The fault strikes only this often for the same last user message. Default: always.</summary>
    public int? Times { get; init; }

    /// <summary>Seconds in <c>Retry-After</c> of a refusal. Default 1 for 429 and 503, else none.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>A one-shot of the queue waits for a request whose last user message contains this.</summary>
    public string? Match { get; init; }

    /// <summary>This script, with what it leaves open taken from another.</summary>
    public Script Over(Script below) => new()
    {
        Text = Text ?? (Tokens is null && Quote is null ? below.Text : null),
        Quote = Quote ?? (Text is null && Tokens is null ? below.Quote : null),
        Gullible = Gullible ?? (Text is null && Tokens is null ? below.Gullible : null),
        Tokens = Tokens ?? below.Tokens,
        Rate = Rate ?? below.Rate,
        TtftMs = TtftMs ?? below.TtftMs,
        Seed = Seed ?? below.Seed,
        Usage = Usage ?? below.Usage,
        Continue = Continue ?? below.Continue,
        FinishReason = FinishReason ?? below.FinishReason,
        Thinking = Thinking ?? below.Thinking,
        HidesThinking = HidesThinking ?? below.HidesThinking,
        Refuses = Refuses ?? below.Refuses,
        Tool = Tool ?? below.Tool,
        Arguments = Arguments ?? below.Arguments,
        ToolCalls = ToolCalls ?? below.ToolCalls,
        Fault = Fault ?? below.Fault,
        FaultAt = FaultAt ?? below.FaultAt,
        HoldAt = HoldAt ?? below.HoldAt,
        FaultMs = FaultMs ?? below.FaultMs,
        Times = Times ?? below.Times,
        RetryAfter = RetryAfter ?? below.RetryAfter,
        Match = Match ?? below.Match,
    };

    /// <summary>The calls to make, in order; empty when the answer is text.</summary>
    [JsonIgnore]
    internal IReadOnlyList<ScriptedCall> Calls =>
        Tool is { Length: > 0 } ? [new(Tool, Arguments ?? "{}")] : ToolCalls ?? [];
}
