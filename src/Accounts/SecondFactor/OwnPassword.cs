namespace Parley.Accounts;

/// <summary>Asks somebody who is signed in for the password again, before what a stolen session must not do.</summary>
internal sealed class OwnPassword(UserStore users, Passwords passwords, SignInAttempts attempts, InstallationSecret secret, AuditTrail audit)
{
    /// <returns>The user. Somebody who has no password is let through.</returns>
    /// <exception cref="RefusedException">The password is missing or wrong, or there were too many attempts.</exception>
    public async Task<UserRow> CheckAsync(TenantScope tenant, UserId id, string? password, Actor actor, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(tenant, id, cancellationToken) ?? throw new RefusedException(Refusal.NotFound("user"));
        if (user.PasswordHash is not { } known)
        {
            return user;
        }

        var hash = await secret.HashAsync("own-password", id.Value, cancellationToken);
        var attempt = await attempts.BeginAsync(hash, cancellationToken);
        if (attempt.Wait is { } wait)
        {
            throw new RefusedException(new(429, "too_many_attempts", "Too many wrong passwords; wait before the next one.") { RetryAfter = wait });
        }

        if (password is null || password.Length > Passwords.Longest || !await passwords.VerifyAsync(known, password, cancellationToken))
        {
            await audit.RecordAsync(tenant, actor, attempt.Locks ? AuditActions.LockedOut : AuditActions.PasswordCheckFailed, user.Id, cancellationToken: cancellationToken);
            throw new RefusedException(Refusal.Forbidden("This needs your password, and the one given is not it."));
        }

        await attempts.ForgetAsync(hash, cancellationToken);
        return user;
    }
}
