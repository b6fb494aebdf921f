using System.Collections.Concurrent;

namespace Parley.Accounts.Tests;

/// <summary>The DNS as tests write it.</summary>
internal sealed class Zone : ITxtRecords
{
    private readonly ConcurrentDictionary<string, string[]> _texts = new(StringComparer.Ordinal);

    /// <summary>While false no name server answers.</summary>
    public bool Answers { get; set; } = true;

    /// <summary>The names that were looked up.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public void Publish(string name, params string[] texts) => _texts[name] = texts;

    public void Withdraw(string name) => _texts.TryRemove(name, out _);

    public Task<TxtAnswer> LookUpAsync(string name, CancellationToken cancellationToken)
    {
        Asked.Enqueue(name);
        return Task.FromResult(!Answers ? TxtAnswer.Unknown : _texts.TryGetValue(name, out var texts) ? new(texts) : TxtAnswer.None);
    }
}
