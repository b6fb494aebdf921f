using System.Runtime.CompilerServices;
using Parley.Sources.Store;

namespace Parley.Sources.Push;

/// <summary>Takes what was pushed to the knowledge base, in the order in which it came.</summary>
internal sealed class PushReader(EventStore events) : ISourceReader
{
    private const int AtOnce = 16;

    public string Kind => SourceKinds.Push;

    public async IAsyncEnumerable<SourceItem> ListAsync(SourceRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // What is not pushed again is not gone.
        run.NotWhole(null);
        var after = "";
        while (await events.WaitingAsync(run.Tenant, run.Source, after, AtOnce, cancellationToken) is { Count: > 0 } waiting)
        {
            foreach (var change in waiting)
            {
                yield return Item(run, change);
            }

            after = waiting[^1].EventId;
        }
    }

    private static SourceItem Item(SourceRun run, WaitingChange waiting) => new()
    {
        ExternalId = waiting.Change.ExternalId,
        Version = new SourceVersion(waiting.Change.Version),
        Acl = waiting.Change.Payload?.Acl,
        MayWiden = true,
        FetchAsync = _ => Task.FromResult<Fetched>(waiting.Change.Payload is { } document
            ? new Fetched.Content(document.Bytes, document.MediaType, document.FileName, document.Title, document.Url, document.Metadata)
            : new Fetched.Deleted()),
        Recorded = connection => EventStore.DoneAsync(connection, run.Source, waiting),
    };
}
