using System.Collections.Concurrent;
using System.Threading.Channels;
using Parley.Storage;

namespace Parley.Conversations;

/// <summary>
/// Folds messages into segments when a subject has enough of them, behind the scenes: what is not folded yet is found all the same.
/// </summary>
internal sealed class IndexFolding(TenantDatabase database)
{
    private const int MostCounted = 10_000;
    private const int MostAsked = 1_000;

    private readonly ConcurrentDictionary<(TenantId Tenant, SubjectId Subject), int> _written = new();
    private readonly Channel<(TenantId Tenant, SubjectId Subject)> _asked = Channel.CreateBounded<(TenantId, SubjectId)>(
        new BoundedChannelOptions(MostAsked) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Subjects that have messages to be folded.</summary>
    public ChannelReader<(TenantId Tenant, SubjectId Subject)> Asked => _asked.Reader;

    /// <summary>Counts a message of a subject. A count that is lost costs nothing: the next search asks.</summary>
    public void Written(TenantId tenant, SubjectId subject)
    {
        if (_written.Count >= MostCounted)
        {
            _written.Clear();
        }

        if (_written.AddOrUpdate((tenant, subject), 1, static (_, count) => count + 1) >= MessageIndex.SegmentMessages)
        {
            _written.TryRemove((tenant, subject), out _);
            Ask(tenant, subject);
        }
    }

    public void Ask(TenantId tenant, SubjectId subject) => _asked.Writer.TryWrite((tenant, subject));

    /// <summary>Makes full segments of what is loose, each in a short transaction.</summary>
    /// <returns>The number of segments made.</returns>
    public async Task<int> FoldAsync(TenantScope tenant, SubjectId subject, CancellationToken cancellationToken)
    {
        for (var made = 0; ; made++)
        {
            IReadOnlyList<TermsRow> loose;
            await using (var connection = await database.OpenAsync(tenant, cancellationToken))
            {
                loose = await MessageIndex.LooseAsync(connection, subject, MessageIndex.SegmentMessages);
            }

            if (loose.Count < MessageIndex.SegmentMessages)
            {
                return made;
            }

            var segment = Segment.Of(loose);
            if (!await database.WriteAsync(
                tenant, connection => MessageIndex.FoldAsync(connection, subject, segment), Durability.Process, cancellationToken))
            {
                // Some were deleted, or another node was faster: the next message or search asks again.
                return made;
            }
        }
    }
}
