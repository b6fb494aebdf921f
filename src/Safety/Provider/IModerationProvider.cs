namespace Parley.Safety;

/// <summary>The moderation of a provider: texts in, categories with scores out.</summary>
public interface IModerationProvider
{
    /// <summary>The name that its calls go by in usage; null where none is connected.</summary>
    string? Name { get; }

    /// <summary>The model's name at the provider.</summary>
    string Model { get; }

    /// <returns>One for each text, in their order: scores from 0 to 1 by categories, some of which may be none of <see cref="Kinds.Harm"/>.</returns>
    /// <exception cref="ModerationFailedException">It did not answer in time, or with something else.</exception>
    Task<IReadOnlyList<IReadOnlyDictionary<string, double>>> ScoreAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken);
}

/// <summary>A provider did not judge.</summary>
/// <param name="outcome">How it failed, in one word such as <c>timeout</c>.</param>
public sealed class ModerationFailedException(string outcome, Exception? inner = null) : Exception($"The provider's moderation failed: {outcome}.", inner)
{
    public string Outcome { get; } = outcome;
}
