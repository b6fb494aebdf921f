using System.Globalization;
using Parley.Storage;

namespace Parley.Conversations;

/// <summary>
/// A short span of time. All conversations of a tenant that begin in it and are not to be kept are erased by one job: what comes through an
/// API by the hundred has no job each.
/// </summary>
/// <param name="From">The first moment.</param>
/// <param name="Until">The moment after the last.</param>
internal readonly record struct PassingSpan(DateTimeOffset From, DateTimeOffset Until)
{
    // So much later than it might is erased what began first in a span.
    private const int SpansInKeep = 60;
    private const long Longest = 60_000;

    /// <param name="keep">How long such a conversation stays, which says how long a span is.</param>
    public static PassingSpan Of(DateTimeOffset moment, TimeSpan keep)
    {
        var length = Math.Clamp((long)keep.TotalMilliseconds / SpansInKeep, 1, Longest);
        var from = moment.ToUnixTimeMilliseconds() / length * length;
        return new(DateTimeOffset.FromUnixTimeMilliseconds(from), DateTimeOffset.FromUnixTimeMilliseconds(from + length));
    }

    /// <summary>The id of its job, the same for all who ask for it.</summary>
    public JobId Job(TenantId tenant) => new($"job_{tenant}_{Write().Replace('/', '_')}");

    /// <exception cref="FormatException">Not from <see cref="Write"/>.</exception>
    public static PassingSpan Read(string payload)
    {
        var parts = payload.Split('/');
        return new(Moment(parts[0]), Moment(parts[^1]));
    }

    public string Write() =>
        string.Create(CultureInfo.InvariantCulture, $"{From.ToUnixTimeMilliseconds()}/{Until.ToUnixTimeMilliseconds()}");

    private static DateTimeOffset Moment(string text) => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text, CultureInfo.InvariantCulture));
}

/// <summary>The job that erases the conversations of a span which were not used since.</summary>
internal sealed class ErasePassingSpan(PassingConversations passing) : IJobHandler
{
    public const string JobKind = "conversations.erase_passing";

    public string Kind => JobKind;

    public Task RunAsync(JobRun job, CancellationToken cancellationToken) => passing.ExpireAsync(job, PassingSpan.Read(job.Payload), cancellationToken);
}
