using Parley.Accounts;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>
/// How many turns of one subject are being answered. They are counted where they are, on every send: a count of its own could drift,
/// and a turn ends with its row, however its node died.
/// </summary>
internal sealed class OpenTurns : IOpenTurns
{
    public Task<long> CountAsync(TenantConnection connection, SubjectId subject) => OfAsync(connection, subject);

    /// <summary>Looks after a turn was added, in its transaction and while no other is added for the subject.</summary>
    /// <param name="most">How many there may be, that one included; null for any number.</param>
    /// <exception cref="RefusedException">429: there are too many.</exception>
    public static async Task CheckAsync(TenantConnection connection, SubjectId subject, long? most)
    {
        if (most is null)
        {
            return;
        }

        if (await OfAsync(connection, subject) > most)
        {
            throw new RefusedException(new(
                429, "too_many_turns", $"{most} answers are being written for you, and no more may be at the same time. Wait for one to end, or cancel one.")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
                Extensions = new Dictionary<string, object?> { ["limit"] = most },
            });
        }
    }

    private static Task<long> OfAsync(TenantConnection connection, SubjectId subject) => connection.ScalarAsync<long>(
        "SELECT count(*) FROM turns WHERE tenant_id = @tenant AND subject_id = @subject AND state = 'running'", new { subject = subject.Value });
}
