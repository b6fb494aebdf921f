using Microsoft.Extensions.AI;

namespace Parley.Models;

/// <summary>For whom and for what a model is called. Every call carries one; a call without is refused.</summary>
public sealed record CallContext
{
    public required TenantScope Tenant { get; init; }

    /// <summary>On whose behalf; null for the tenant's own work.</summary>
    public SubjectId? Subject { get; init; }

    /// <summary>The API key of who asked; null when a person is signed in, and for the tenant's own work.</summary>
    public ApiKeyId? Key { get; init; }

    /// <summary>The groups of who asked.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The turn that the call serves; null outside of turns.</summary>
    public TurnId? Turn { get; init; }

    /// <summary><c>chat</c>, <c>title</c>, <c>summary</c>, <c>embedding</c> …</summary>
    public required string Purpose { get; init; }

    /// <summary>Who goes first where not all can; null for what the purpose says.</summary>
    public Lane? Lane { get; init; }

    /// <summary>The longest that it waits for a place at its deployment, where that is less than its lane waits; null for as long as that.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>The variant of an experiment that the answer belongs to; null for none.</summary>
    public ExperimentArm? Arm { get; init; }

    /// <summary>Counts the calls of one turn, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The most tokens that a budget left for the answer, where that is fewer than were asked for; else null.</summary>
    public int? ShortenedTo { get; internal set; }

    /// <summary>The attempts that were made at the answer, in the order in which they ended; complete when the call has ended.</summary>
    public IReadOnlyList<CallAttempt> Attempts
    {
        get
        {
            lock (_attempts)
            {
                return [.. _attempts];
            }
        }
    }

    private readonly List<CallAttempt> _attempts = [];

    /// <summary>
    /// Whether something is written soon after the call, such as the end of its turn: what the call used is then written with that, and nobody waits for it
    /// alone. Where others write to the same database, it changes nothing.
    /// </summary>
    public bool SettlesWithNext { get; init; }

    /// <summary>Whether a shorter answer is no answer: a budget that does not hold all of it refuses the call.</summary>
    internal bool IsWhole { get; init; }

    public CallContext()
    {
    }

    // A copy is of another call: what its attempts come to is its own.
    private CallContext(CallContext other) =>
        (Tenant, Subject, Key, Groups, Turn, Arm, Purpose, Lane, Patience, Attempt, SettlesWithNext, IsWhole, _attempts) =
        (other.Tenant, other.Subject, other.Key, other.Groups, other.Turn, other.Arm, other.Purpose, other.Lane, other.Patience, other.Attempt, other.SettlesWithNext, other.IsWhole, []);

    internal void Note(CallAttempt attempt)
    {
        lock (_attempts)
        {
            _attempts.Add(attempt);
        }
    }

    /// <summary>Null until the call ended; null also when it was never made.</summary>
    public CallReceipt? Receipt { get; internal set; }
}

/// <summary>A passage that an answer may rest on.</summary>
/// <param name="Label">How the answer names it: <c>S1</c>, <c>S2</c> …</param>
/// <param name="Score">Its relevance for the question; only the order means something.</param>
public sealed record Passage(string Label, string? Title, string? Heading, string Text, double Score);

/// <summary>What our own calls carry in <see cref="ChatOptions"/> beside the model's parameters. A provider is sent of it what its wire has fields for.</summary>
public static class CallOptions
{
    private const string ContextKey = "parley.context";
    private const string QuestionKey = "parley.question";
    private const string PassagesKey = "parley.passages";
    private const string PiecesKey = "parley.pieces";
    private const string NearestKey = "parley.nearest";
    private const string LastResortKey = "parley.last_resort";
    private const string AsksKey = "parley.asks";

    public static ChatOptions With(this ChatOptions options, CallContext context) => options.Put(ContextKey, context);

    /// <summary>What is asked for beyond the knobs; see <see cref="ModelPlan.Taking"/>.</summary>
    public static ChatOptions With(this ChatOptions options, ModelAsks? asks) => asks is null ? options : options.Put(AsksKey, asks);

    public static ModelAsks? Asks(this ChatOptions? options) => options?.AdditionalProperties?.GetValueOrDefault(AsksKey) as ModelAsks;

    /// <summary>The passages that were found for the question, for a model that reads them apart from the prompt.</summary>
    /// <param name="question">What the user wrote, without what a prompt puts around it; null means the last user message as it stands.</param>
    public static ChatOptions WithPassages(this ChatOptions options, IReadOnlyList<Passage> passages, string? question = null) =>
        (question is null ? options : options.Put(QuestionKey, question)).Put(PassagesKey, passages);

    /// <summary>How many pieces of the passages the answer is to be made of, for a model that only quotes; null for its own choice.</summary>
    public static ChatOptions WithPieces(this ChatOptions options, int? pieces) => pieces is { } wanted ? options.Put(PiecesKey, wanted) : options;

    /// <summary>Titles of what comes nearest to the question, for a model that has to say that nothing answers it.</summary>
    public static ChatOptions WithNearest(this ChatOptions options, IReadOnlyList<string> titles) =>
        titles.Count == 0 ? options : options.Put(NearestKey, titles);

    /// <summary>Says that the call stands in for models that failed, for a model that tells of itself in its answer.</summary>
    public static ChatOptions AsLastResort(this ChatOptions options, bool isLastResort) => isLastResort ? options.Put(LastResortKey, true) : options;

    internal static bool IsLastResort(this ChatOptions? options) => options?.AdditionalProperties?.ContainsKey(LastResortKey) == true;

    internal static IReadOnlyList<string>? Nearest(this ChatOptions? options) =>
        options?.AdditionalProperties?.GetValueOrDefault(NearestKey) as IReadOnlyList<string>;

    internal static int? Pieces(this ChatOptions? options) => options?.AdditionalProperties?.GetValueOrDefault(PiecesKey) as int?;

    public static CallContext? Context(this ChatOptions? options) => options?.AdditionalProperties?.GetValueOrDefault(ContextKey) as CallContext;

    public static IReadOnlyList<Passage> Passages(this ChatOptions? options) =>
        options?.AdditionalProperties?.GetValueOrDefault(PassagesKey) as IReadOnlyList<Passage> ?? [];

    internal static string? Question(this ChatOptions? options) => options?.AdditionalProperties?.GetValueOrDefault(QuestionKey) as string;

    private static ChatOptions Put(this ChatOptions options, string key, object value)
    {
        (options.AdditionalProperties ??= [])[key] = value;
        return options;
    }
}
