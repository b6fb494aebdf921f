using System.Collections.Concurrent;
using Parley.Safety;

namespace Parley.Orchestration.Tests;

/// <summary>A provider that finds violence in texts with one word, and keeps what it is asked.</summary>
internal sealed class AskedProvider : IModerationProvider
{
    public const string Word = "zorblax";

    public ConcurrentQueue<string> Asked { get; } = new();

    public string Name => "asked";

    public string Model => "asked";

    public Task<IReadOnlyList<IReadOnlyDictionary<string, double>>> ScoreAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<IReadOnlyDictionary<string, double>>>([.. texts.Select(Score)]);

    private Dictionary<string, double> Score(string text)
    {
        Asked.Enqueue(text);
        return new() { ["violence"] = text.Contains(Word, StringComparison.Ordinal) ? .95 : .01 };
    }
}
