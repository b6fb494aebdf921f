using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <param name="Wait">Null when the password may be checked now; else how long to wait.</param>
/// <param name="Locks">True when the next attempt has to wait if this one fails.</param>
internal readonly record struct SignInAttempt(TimeSpan? Wait, bool Locks);

/// <summary>
/// Slows down guessing: after some failures an e-mail address has to wait, longer each time. An attempt counts before its password
/// is checked, so that many at once gain nothing; success clears the count. Unknown addresses count alike.
/// </summary>
internal sealed class SignInAttempts(SystemDatabase database, IOptions<AccountsOptions> options, TimeProvider time)
{
    private const int MostDoublings = 20;

    public Task<SignInAttempt> BeginAsync(string emailHash, CancellationToken cancellationToken)
    {
        var limits = options.Value;
        return database.WriteAsync<SignInAttempt>(
            async connection =>
            {
                var now = time.GetUtcNow().ToUnixTimeMilliseconds();
                var failures = await connection.ScalarAsync<long?>(
                    """
                    insert into sys_sign_in_attempts (email_hash, failures, blocked_until, last_at) values (@emailHash, 1, 0, @now)
                    on conflict (email_hash) do update set last_at = @now, failures =
                        case when sys_sign_in_attempts.last_at < @forgotten then 1 else sys_sign_in_attempts.failures + 1 end
                    where sys_sign_in_attempts.blocked_until <= @now
                    returning failures
                    """,
                    new { emailHash, now, forgotten = now - (long)(2 * limits.SignInLongestPause).TotalMilliseconds });
                if (failures is not { } count)
                {
                    var until = await connection.ScalarAsync<long>(
                        "select blocked_until from sys_sign_in_attempts where email_hash = @emailHash", new { emailHash });
                    return new(TimeSpan.FromMilliseconds(Math.Max(1, until - now)), false);
                }

                if (count >= limits.SignInAttempts)
                {
                    await connection.ExecuteAsync(
                        "update sys_sign_in_attempts set blocked_until = @until where email_hash = @emailHash",
                        new { emailHash, until = now + (long)PauseAfter(count).TotalMilliseconds });
                }

                return new(null, count >= limits.SignInAttempts);
            },
            Durability.Process,
            cancellationToken);
    }

    public Task ForgetAsync(string emailHash, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.ExecuteAsync("delete from sys_sign_in_attempts where email_hash = @emailHash", new { emailHash }),
            Durability.Process,
            cancellationToken);

    private TimeSpan PauseAfter(long failures)
    {
        var limits = options.Value;
        var pause = limits.SignInPause * Math.Pow(2, Math.Min(failures - limits.SignInAttempts, MostDoublings));
        return pause < limits.SignInLongestPause ? pause : limits.SignInLongestPause;
    }
}
