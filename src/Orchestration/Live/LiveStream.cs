using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Parley.Conversations;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>
/// Follows what changes for one caller: their conversations, turns and folders, and the documents of their tenant. What is told is read
/// when it is told, under the rights of that moment; while a reader is slow, nothing gathers anywhere.
/// </summary>
internal sealed class LiveStream(
    FeedReader feeds, FeedHub node, ConversationGlances conversations, IEnumerable<INews> news, IOptions<LiveOptions> options, TimeProvider time)
{
    // Things that change many times in a moment are told once.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, INews> _news = news.ToDictionary(one => one.Kind, StringComparer.Ordinal);

    /// <summary>Whether this node stops, so that streams end here and go on elsewhere.</summary>
    public bool IsStopping => node.IsClosed;

    /// <summary>Follows the feeds after a place, or from now on.</summary>
    /// <param name="reader">The caller's place among the readers of this node.</param>
    /// <param name="renew">Tells what the caller may do now; null ends the stream.</param>
    /// <param name="stays">False to end with what there is to tell now.</param>
    /// <returns>Events in order; an empty batch after a silence. Ends with the caller's access, or when this node stops.</returns>
    public async IAsyncEnumerable<IReadOnlyList<LiveEvent>> FollowAsync(
        Caller caller, LivePosition? after, LiveReader reader, Func<CancellationToken, ValueTask<Caller?>> renew, bool stays,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var closing = node.Closing.Register(reader.Wake);
        var position = after ?? await BeginAsync(caller, cancellationToken);
        yield return [LiveEvent.Ready(await conversations.UnreadAsync(caller, cancellationToken)) with { Position = position }];
        while (true)
        {
            reader.Rest();
            if (await renew(cancellationToken) is not { } now || now.Subject != caller.Subject || !now.Scopes.Contains(Scopes.Chat))
            {
                yield break;
            }

            var batch = new List<LiveEvent>();
            position = position with { OfSubject = await ReadAsync(now, caller.Subject.Value, position, batch, cancellationToken) };
            position = position with { OfTenant = await ReadAsync(now, Feed.OfTenant(caller.Tenant.Id), position, batch, cancellationToken) };
            if (batch.Count > 0)
            {
                yield return batch;
            }

            if (!stays || node.IsClosed)
            {
                yield break;
            }

            await Task.Delay(Pause, time, cancellationToken);
            if (!reader.LooksAgain() && !await ComesAsync(reader.Woken, cancellationToken))
            {
                yield return [new LiveEvent("", []) { Position = position }];
            }
        }
    }

    /// <summary>Forgets what nobody is told any more.</summary>
    public async Task TrimAsync(TenantScope tenant, string feed, CancellationToken cancellationToken) =>
        await feeds.TrimAsync(tenant, feed, TimeSpan.FromHours(options.Value.KeepHours), options.Value.MostKept, cancellationToken);

    private async Task<LivePosition> BeginAsync(Caller caller, CancellationToken cancellationToken)
    {
        await TrimAsync(caller.Tenant, caller.Subject.Value, cancellationToken);
        await TrimAsync(caller.Tenant, Feed.OfTenant(caller.Tenant.Id), cancellationToken);
        return new(
            await feeds.EndAsync(caller.Tenant, caller.Subject.Value, cancellationToken),
            await feeds.EndAsync(caller.Tenant, Feed.OfTenant(caller.Tenant.Id), cancellationToken));
    }

    /// <returns>How far the reader has been told in this feed with what was added to the batch.</returns>
    private async Task<long> ReadAsync(
        Caller caller, string feed, LivePosition position, List<LiveEvent> batch, CancellationToken cancellationToken)
    {
        var ofTenant = feed == Feed.OfTenant(caller.Tenant.Id);
        var part = await feeds.ReadAsync(caller.Tenant, feed, ofTenant ? position.OfTenant : position.OfSubject, cancellationToken);
        if (part.IsLost)
        {
            batch.Add(LiveEvent.Resync with { Position = At(part.Through) });
        }

        var told = new Dictionary<string, ILookup<string, LiveEvent>>(StringComparer.Ordinal);
        foreach (var kind in part.Entries.GroupBy(entry => entry.Kind, StringComparer.Ordinal))
        {
            if (_news.TryGetValue(kind.Key, out var teller))
            {
                told[kind.Key] = await teller.TellAsync(caller, [.. kind], cancellationToken);
            }
        }

        foreach (var entry in part.Entries)
        {
            var events = told.TryGetValue(entry.Kind, out var all) ? all[entry.Thing].ToList() : [];
            batch.AddRange(events.Select((one, place) => place == events.Count - 1 ? one with { Position = At(entry.Number) } : one));
        }

        return part.Through;

        LivePosition At(long number) => ofTenant ? position with { OfTenant = number } : position with { OfSubject = number };
    }

    private async ValueTask<bool> ComesAsync(Task woken, CancellationToken cancellationToken)
    {
        try
        {
            await woken.WaitAsync(LogReader.Silence, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
