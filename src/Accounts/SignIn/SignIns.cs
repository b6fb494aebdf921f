using Microsoft.AspNetCore.Http;

namespace Parley.Accounts;

/// <summary>The last step of every way to sign in: whoever has been proven gets a session and its tokens.</summary>
internal sealed class SignIns(Sessions sessions, TokenAnswers answers)
{
    /// <param name="method">How the user was proven: <c>password</c>, <c>link</c> …</param>
    /// <returns>Null when the user is gone or disabled.</returns>
    public async Task<TokenAnswer?> CompleteAsync(
        HttpContext context, TenantScope tenant, UserId user, Actor actor, string method, bool cookie, CancellationToken cancellationToken)
    {
        var session = await sessions.StartAsync(tenant, user, actor, method, cancellationToken);
        return await answers.MakeAsync(context, session, cookie, sessions.Lifetime, cancellationToken);
    }
}
