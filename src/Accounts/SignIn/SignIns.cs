using Microsoft.AspNetCore.Http;

namespace Parley.Accounts;

/// <summary>The last steps of every way to sign in: the second factor where there is one, then a session and its tokens.</summary>
internal sealed class SignIns(Sessions sessions, TokenAnswers answers, UserStore users, SecondFactors factors, Challenges challenges)
{
    /// <summary>For whoever came by a password or a link: asks for the second factor of those who have one.</summary>
    /// <param name="method">How the user was proven: <c>password</c>, <c>link</c> …</param>
    /// <param name="code">The second factor, when it came along.</param>
    /// <returns>Null when the user is gone or disabled.</returns>
    /// <exception cref="RefusedException">The second factor is asked for, or the code is wrong.</exception>
    public async Task<TokenAnswer?> ProceedAsync(
        HttpContext context, TenantScope tenant, UserId id, Actor actor, string method, string? code, bool cookie, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(tenant, id, cancellationToken) is not { DisabledAt: null } user)
        {
            return null;
        }

        if (user.TotpSince is not null)
        {
            if (code is null)
            {
                throw new RefusedException(new(401, "second_factor_required", "Enter the code of your authenticator app, or a recovery code.")
                {
                    Extensions = new Dictionary<string, object?>
                    {
                        ["challenge"] = await challenges.MakeAsync(tenant, id, method, cancellationToken),
                        ["expires_in"] = (long)Challenges.Lifetime.TotalSeconds,
                    },
                });
            }

            await factors.VerifyAsync(tenant, user, code, actor, cancellationToken);
        }

        return await CompleteAsync(context, tenant, id, actor, method, cookie, cancellationToken);
    }

    /// <summary>For whoever has shown all that is asked of them.</summary>
    /// <inheritdoc cref="ProceedAsync"/>
    public async Task<TokenAnswer?> CompleteAsync(
        HttpContext context, TenantScope tenant, UserId user, Actor actor, string method, bool cookie, CancellationToken cancellationToken)
    {
        var session = await sessions.StartAsync(
            tenant, user, actor, method, ClientName.Of(context.Request.Headers.UserAgent.ToString()), cancellationToken);
        return await answers.MakeAsync(context, session, cookie, sessions.Lifetime, cancellationToken);
    }
}

/// <summary>What a client calls itself, in words of a fixed list: nothing of what it sent is kept.</summary>
internal static class ClientName
{
    private static readonly (string Sign, string Name)[] Browsers =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl")];

    private static readonly (string Sign, string Name)[] Systems =
        [("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iOS"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux")];

    public static string? Of(string userAgent)
    {
        var (browser, system) = (Find(Browsers, userAgent), Find(Systems, userAgent));
        return browser is null ? system : system is null ? browser : $"{browser} on {system}";
    }

    private static string? Find((string Sign, string Name)[] known, string userAgent) =>
        Array.Find(known, one => userAgent.Contains(one.Sign, StringComparison.Ordinal)).Name;
}
