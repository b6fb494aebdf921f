namespace Parley.Models;

/// <summary>How an answer is generated. A knob that is null is left to the model.</summary>
public sealed record Knobs
{
    public double? Temperature { get; init; }

    public double? TopP { get; init; }

    public double? FrequencyPenalty { get; init; }

    public int? MaxTokens { get; init; }
}

/// <summary>A knob that is not what was asked for.</summary>
/// <param name="Knob">Its JSON name, such as <c>top_p</c>.</param>
/// <param name="Asked">Null when nothing was asked for and a default was changed.</param>
/// <param name="Used">Null when it is left to the model.</param>
/// <param name="Reason">A sentence for a person.</param>
public sealed record Adjustment(string Knob, double? Asked, double? Used, string Reason);

/// <summary>The knobs of a turn, with what was changed on the way and why.</summary>
public sealed record ResolvedKnobs(Knobs Knobs, IReadOnlyList<Adjustment> Adjusted)
{
    /// <summary>The same after the model turned out to refuse some of them.</summary>
    /// <param name="knobs">JSON names; those that are not set are skipped.</param>
    public ResolvedKnobs Without(IReadOnlyCollection<string> knobs, string model) =>
        knobs.Count == 0 ? this : KnobPolicy.LeaveOut(this, knobs, model);

    /// <summary>The same after a budget left room for a shorter answer alone.</summary>
    /// <param name="tokens">Null when it did not.</param>
    public ResolvedKnobs Shortened(int? tokens) => tokens is null
        ? this
        : new(
            Knobs with { MaxTokens = tokens },
            [.. Adjusted, new("max_tokens", Knobs.MaxTokens, tokens, "What is left of a budget holds no longer answer.")]);
}

/// <summary>What a request says about knobs. All of it may be left out.</summary>
public sealed record KnobRequest
{
    /// <summary><c>creative</c>, <c>balanced</c> or <c>deterministic</c>.</summary>
    public string? Preset { get; init; }

    /// <summary>What kind of work it is; <c>legal</c> and <c>finance</c> are answered with a low temperature whatever was asked.</summary>
    public string? Task { get; init; }

    /// <summary>What kind of work it seems to be, where nobody said so and it is sure enough; it counts under our own ranges alone.</summary>
    public UnderstoodTask? Understood { get; init; }

    public double? Temperature { get; init; }

    public double? TopP { get; init; }

    public double? FrequencyPenalty { get; init; }

    public int? MaxTokens { get; init; }

    /// <summary>Whether words such as "be precise" in the user's text may turn the temperature; null means yes.</summary>
    public bool? Adaptive { get; init; }

    /// <summary>For the wire formats of other APIs: their ranges, no defaults and no nudge of ours; only policy changes a value.</summary>
    public bool OwnRanges { get; init; }

    /// <summary>The knobs that the assistant is configured with.</summary>
    public Knobs? Assistant { get; init; }
}

/// <summary>A task that a message was understood as.</summary>
/// <param name="Confidence">The probability that it is, 0 to 1.</param>
public sealed record UnderstoodTask(string Task, double Confidence);
