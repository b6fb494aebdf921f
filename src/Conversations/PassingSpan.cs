using System.Globalization;

namespace Parley.Conversations;

/// <summary>
/// A minute of a tenant. All conversations that begin in it and are not to be kept are erased by one job: what comes through an API by the
/// hundred has no job each.
/// </summary>
/// <param name="From">The first moment.</param>
internal readonly record struct PassingSpan(DateTimeOffset From)
{
    /// <summary>How long each lasts.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    /// <summary>The span in which something is made. Those of different tenants begin at different seconds, so that not all have a job at once.</summary>
    public static PassingSpan Of(TenantId tenant, DateTimeOffset moment)
    {
        var (length, shift) = ((long)Length.TotalMilliseconds, 0L);
        foreach (var letter in tenant.Value)
        {
            shift = ((shift * 31) + letter) % length;
        }

        return new(DateTimeOffset.FromUnixTimeMilliseconds(((moment.ToUnixTimeMilliseconds() - shift) / length * length) + shift));
    }

    /// <summary>The moment after the last.</summary>
    public DateTimeOffset Until => From + Length;

    /// <exception cref="FormatException">Not from <see cref="Write"/>.</exception>
    public static PassingSpan Read(string payload) => new(DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(payload, CultureInfo.InvariantCulture)));

    public string Write() => From.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>The id of its job, the same for all who ask for it.</summary>
    public JobId Job(TenantId tenant) => new($"job_{tenant}_{Write()}");
}
