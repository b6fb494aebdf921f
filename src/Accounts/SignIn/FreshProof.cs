using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>
/// Makes sure that it is the person who asks, and not somebody who found their session open, before a way to sign in is changed: they have signed
/// in a moment ago, or give their password or a code of the second factor with the request.
/// </summary>
internal sealed class FreshProof(
    OwnPassword own, SecondFactors factors, UserStore users, SessionBook sessions, IOptions<AccountsOptions> options, TimeProvider time)
{
    /// <exception cref="RefusedException">It is a key, a password or code is needed or wrong, or there were too many attempts.</exception>
    public Task<UserRow> CheckAsync(Caller caller, string? password, string? code, Actor actor, CancellationToken cancellationToken) =>
        CheckAsync(caller, password, code, options.Value.RecentSignIn, actor, cancellationToken);

    /// <summary>The same, though a sign-in a moment ago does not do.</summary>
    /// <inheritdoc cref="CheckAsync(Caller, string?, string?, Actor, CancellationToken)"/>
    public Task<UserRow> CheckNowAsync(Caller caller, string? password, string? code, Actor actor, CancellationToken cancellationToken) =>
        CheckAsync(caller, password, code, TimeSpan.Zero, actor, cancellationToken);

    private async Task<UserRow> CheckAsync(
        Caller caller, string? password, string? code, TimeSpan recent, Actor actor, CancellationToken cancellationToken)
    {
        if (caller is not { Session: { } session, User: { } id })
        {
            throw new RefusedException(Refusal.Forbidden("Sign in to manage how you sign in; a key cannot."));
        }

        var user = await users.FindAsync(caller.Tenant, id, cancellationToken) ?? throw new RefusedException(Refusal.NotFound("user"));
        if (code is not null && user.TotpSince is not null)
        {
            await factors.VerifyAsync(caller.Tenant, user, code, actor, cancellationToken);
        }
        else if (password is not null && user.PasswordHash is not null)
        {
            await own.CheckAsync(caller.Tenant, id, password, actor, cancellationToken);
        }
        else if (await sessions.StartedAtAsync(caller.Tenant, session, cancellationToken) is not { } started
            || started + recent <= time.GetUtcNow())
        {
            throw new RefusedException(new(403, "proof_needed", user switch
            {
                { TotpSince: not null } => "This needs a code of your second factor, or your password.",
                { PasswordHash: not null } => "This needs your password.",
                _ => "Sign in again first: this needs a sign-in of the last minutes.",
            }));
        }

        return user;
    }
}
