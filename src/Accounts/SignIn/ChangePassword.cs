using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>POST /v1/auth/password — a new password for whoever is signed in; their other sessions end.</summary>
internal static class ChangePassword
{
    /// <param name="Current">The password until now.</param>
    public sealed record Request(string Current, string Password);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/auth/password", HandleAsync).WithSummary("Change your password").Allow(scope: null, Role.Viewer);

    internal static async Task<NoContent> HandleAsync(
        Request request, Caller caller, Actor actor, OwnPassword own, Passwords passwords, TenantDatabase database, SessionBook sessions,
        AuditTrail audit, CancellationToken cancellationToken)
    {
        if (caller is not { Session: { } session, User: { } id })
        {
            throw new RefusedException(Refusal.Forbidden("Sign in to change your password; a key cannot."));
        }

        Passwords.Check(request.Password);
        if ((await own.CheckAsync(caller.Tenant, id, request.Current, actor, cancellationToken)).PasswordHash is not { } before)
        {
            // Who holds a stolen session of somebody without a password must not give themselves a lasting one.
            throw new RefusedException(new(409, "no_password", "You have no password yet; a link for a new one sets the first."));
        }

        var hash = await passwords.HashAsync(request.Password, cancellationToken);
        await database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                if (await connection.ExecuteAsync(
                    "update users set password_hash = @hash where tenant_id = @tenant and id = @user and password_hash = @before",
                    new { user = id.Value, hash, before }) == 0)
                {
                    throw new RefusedException(new(409, "password_changed", "The password was changed by somebody else a moment ago."));
                }

                await audit.WriteAsync(connection, actor, AuditActions.PasswordChanged, id.Value);
                await sessions.EndAsync(connection, id, session, actor);
                await UserStore.EndOpenWaysAsync(connection, id);
            },
            Durability.Full,
            cancellationToken);
        return TypedResults.NoContent();
    }
}
