using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Parley.Accounts;

/// <summary>What a sign-in answers.</summary>
public sealed record TokenAnswer
{
    public required string AccessToken { get; init; }

    public string TokenType { get; init; } = "Bearer";

    /// <summary>Seconds.</summary>
    public required long ExpiresIn { get; init; }

    /// <summary>Absent when it went into the cookie.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RefreshToken { get; init; }
}

/// <summary>Makes the answer of a sign-in: an access token of the user as the user stands now, and the refresh token in body or cookie.</summary>
internal sealed class TokenAnswers(AccessTokens tokens, UserStore users)
{
    /// <returns>Null when the user is gone.</returns>
    public async Task<TokenAnswer?> MakeAsync(HttpContext context, SessionToken session, bool cookie, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(session.Tenant, session.User, cancellationToken) is not { DisabledAt: null } user)
        {
            return null;
        }

        var signedIn = new SignedInUser(session.Tenant, session.User, new(user.SubjectId), Standing.RoleOf(user.Role), user.Platform);
        if (cookie)
        {
            RefreshCookie.Set(context, session.RefreshToken, lifetime);
        }

        context.Response.Headers.CacheControl = "no-store";
        return new()
        {
            AccessToken = await tokens.IssueAsync(signedIn, session.Session, cancellationToken),
            ExpiresIn = (long)tokens.Lifetime.TotalSeconds,
            RefreshToken = cookie ? null : session.RefreshToken,
        };
    }
}

/// <summary>The refresh token of the page, out of reach of its scripts and of other sites.</summary>
internal static class RefreshCookie
{
    public const string Name = "parley_refresh";

    private const string Path = "/v1/auth";

    public static string? Read(HttpContext context) => context.Request.Cookies[Name];

    public static void Set(HttpContext context, string token, TimeSpan lifetime) =>
        context.Response.Cookies.Append(Name, token, Options(context, lifetime));

    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context, null));

    /// <summary>The cookie is good only for the site's own pages. Programs that are no browsers send no origin, and no cookie that is not theirs.</summary>
    /// <exception cref="RefusedException">The request comes from elsewhere.</exception>
    public static void CheckOrigin(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        var site = context.Request.Headers["Sec-Fetch-Site"].ToString();

        // What a browser says itself no page can write; Host is whatever a proxy made of it.
        var own = site == "same-origin" || (origin.Length == 0
            ? site.Length == 0
            : Uri.TryCreate(origin, UriKind.Absolute, out var from)
                && string.Equals(from.Authority, context.Request.Host.Value, StringComparison.OrdinalIgnoreCase)
                && (from.Scheme == Uri.UriSchemeHttps || !context.Request.IsHttps));
        if (!own)
        {
            throw new RefusedException(new(403, "origin_refused", "The refresh cookie is used from this server's own pages only."));
        }
    }

    private static CookieOptions Options(HttpContext context, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = Path,
        MaxAge = lifetime,
        IsEssential = true,
    };
}
