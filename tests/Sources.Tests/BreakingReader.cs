using System.Runtime.CompilerServices;

namespace Parley.Sources.Tests;

/// <summary>Breaks once, in the middle of its first listing; or each time when it breaks before the first entry.</summary>
internal sealed class BreakingReader(int after, int entries) : ISourceReader
{
    public int Fetched { get; private set; }

    public int Listings { get; private set; }

    public string Kind => SourceKinds.Push;

    public async IAsyncEnumerable<SourceItem> ListAsync(
        SourceRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        Listings++;
        for (var i = 0; i < entries; i++)
        {
            if (i == after && Listings == 1)
            {
                throw new InvalidOperationException("The worker dies here.");
            }

            yield return new SourceItem
            {
                ExternalId = $"item-{i}",
                FetchAsync = _ =>
                {
                    Fetched++;
                    return Task.FromResult<Fetched>(new Fetched.Content("A text."u8.ToArray(), "text/plain"));
                },
            };
        }
    }
}
