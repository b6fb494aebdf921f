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
    public async Task<UserRow> CheckAsync(Caller caller, string? password, string? code, Actor actor, CancellationToken cancellationToken)
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
            || started + options.Value.RecentSignIn <= time.GetUtcNow())
        {
            throw new RefusedException(new(403, "proof_needed", user switch
            {
                { PasswordHash: not null } => "This needs your password, because you signed in a while ago.",
                { TotpSince: not null } => "This needs a code of your second factor, because you signed in a while ago.",
                _ => "Sign in again first: this needs a sign-in of the last minutes.",
            }));
        }

        return user;
    }
}
