using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>POST /v1/auth/second-factor — ends a sign-in that was answered with <c>second_factor_required</c>.</summary>
internal static class SecondFactorSignIn
{
    /// <param name="Challenge">From that answer; good for five minutes and one sign-in.</param>
    /// <param name="Code">Of the authenticator, or a recovery code.</param>
    public sealed record Request(string Challenge, string Code, bool Cookie = false);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/auth/second-factor", HandleAsync).WithSummary("End a sign-in by the second factor").AllowAnonymous();

    internal static async Task<Ok<TokenAnswer>> HandleAsync(
        Request request, HttpContext context, Actor actor, Challenges challenges, UserStore users, SecondFactors factors, SignIns signIns,
        CancellationToken cancellationToken)
    {
        var challenge = await challenges.FindAsync(request.Challenge, cancellationToken) ?? throw Challenges.Gone();
        var user = await users.FindAsync(challenge.Tenant, challenge.User, cancellationToken) is { DisabledAt: null } found ? found : throw Challenges.Gone();
        await factors.VerifyAsync(challenge.Tenant, user, request.Code, actor, cancellationToken);
        if (!await challenges.UseAsync(request.Challenge, cancellationToken))
        {
            throw Challenges.Gone();
        }

        return TypedResults.Ok(
            await signIns.CompleteAsync(context, challenge.Tenant, challenge.User, actor, challenge.Method, request.Cookie, cancellationToken)
            ?? throw Challenges.Gone());
    }
}

/// <summary>A sign-in that waits for its second factor.</summary>
internal sealed record Challenge(TenantScope Tenant, UserId User, string Method);

/// <summary>Sign-ins that wait for their second factor; what is handed out is kept as a hash, works once and for a short time.</summary>
internal sealed class Challenges(SystemDatabase system, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public const string Purpose = "second_factor";

    public static RefusedException Gone() =>
        new(new(401, "challenge_not_valid", "This sign-in took too long or has been ended; sign in again from the start."));

    /// <returns>What the answer hands out.</returns>
    public async Task<string> MakeAsync(TenantScope tenant, UserId user, string method, CancellationToken cancellationToken)
    {
        var token = TokenText.New("psf_");
        await system.WriteAsync(
            connection => connection.ExecuteAsync(
                """
                insert into sys_links (token_hash, purpose, tenant_id, user_id, expires_at, method)
                values (@hash, @Purpose, @tenantId, @user, @expires, @method)
                """,
                new
                {
                    hash = TokenText.Hash(token),
                    Purpose,
                    tenantId = tenant.Id.Value,
                    user = user.Value,
                    expires = (time.GetUtcNow() + Lifetime).ToUnixTimeMilliseconds(),
                    method,
                }),
            Durability.Process,
            cancellationToken);
        return token;
    }

    public async Task<Challenge?> FindAsync(string token, CancellationToken cancellationToken)
    {
        await using var connection = await system.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            """
            select tenant_id as TenantId, user_id as UserId, method as Method from sys_links
            where token_hash = @hash and purpose = @Purpose and used_at is null and expires_at > @now
            """,
            new { hash = TokenText.Hash(token), Purpose, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
        return row is null ? null : new(new(new(row.TenantId)), new(row.UserId), row.Method);
    }

    /// <returns>False when it was used meanwhile.</returns>
    public async Task<bool> UseAsync(string token, CancellationToken cancellationToken) =>
        await system.WriteAsync(
            connection => connection.ExecuteAsync(
                "update sys_links set used_at = @now where token_hash = @hash and purpose = @Purpose and used_at is null and expires_at > @now",
                new { hash = TokenText.Hash(token), Purpose, now = time.GetUtcNow().ToUnixTimeMilliseconds() }),
            Durability.Full,
            cancellationToken) == 1;

    private sealed record Row(string TenantId, string UserId, string Method);
}
