using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>/v1/auth/sessions — where the caller is signed in, and an end to it; those who administer users see and end those of others.</summary>
internal static class SessionRoutes
{
    /// <param name="Current">True for the session that asks.</param>
    /// <param name="Client">Browser and system, as far as they are known.</param>
    public sealed record SessionView(
        string Id, bool Current, string? Method, string? Client, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset ExpiresAt);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/auth/sessions", ListAsync).WithSummary("List sessions").Allow(scope: null, Role.Viewer);
        routes.MapDelete("/auth/sessions", EndOthersAsync).WithSummary("End all your other sessions").Allow(scope: null, Role.Viewer);
        routes.MapDelete("/auth/sessions/{id}", EndAsync).WithSummary("End a session").Allow(scope: null, Role.Viewer);
        routes.MapDelete("/users/{id}/sessions", EndAllAsync).WithSummary("End all sessions of a user").Allow(Scopes.UsersAdmin, Role.Admin);
    }

    internal static async Task<Ok<Listed<SessionView>>> ListAsync(
        int? limit, string? cursor, [FromQuery(Name = "user")] UserId? asked, Caller caller, SessionBook book, CancellationToken cancellationToken)
    {
        var paging = Paging.Read(limit, cursor);
        var user = asked is { } other && other != caller.User
            ? Grants.Administers(caller) ? other : throw new RefusedException(Refusal.NotFound("user"))
            : Person(caller);
        var rows = await book.ListAsync(caller.Tenant, user, paging, cancellationToken);
        return TypedResults.Ok(paging.Page(rows, row => row.Id, row => new SessionView(
            row.Id, row.Id == caller.Session, row.Method, row.Client, At(row.CreatedAt)!.Value, At(row.LastUsedAt), At(row.ExpiresAt)!.Value)));
    }

    internal static async Task<NoContent> EndOthersAsync(Caller caller, Actor actor, SessionBook book, CancellationToken cancellationToken)
    {
        await book.EndAsync(caller.Tenant, Person(caller), caller.Session, actor, cancellationToken);
        return TypedResults.NoContent();
    }

    internal static async Task<NoContent> EndAsync(
        Id<PeopleIds.Session> id, Caller caller, Actor actor, SessionBook book, UserStore users, CancellationToken cancellationToken)
    {
        var owner = await book.OwnerAsync(caller.Tenant, id.Value, cancellationToken) ?? throw NotFound();
        if (owner != caller.User)
        {
            await CheckOverAsync(caller, owner, users, cancellationToken);
        }
        else
        {
            Person(caller);
        }

        return await book.EndOneAsync(caller.Tenant, owner, id.Value, actor, cancellationToken) ? TypedResults.NoContent() : throw NotFound();
    }

    internal static async Task<NoContent> EndAllAsync(
        UserId id, Caller caller, Actor actor, SessionBook book, UserStore users, CancellationToken cancellationToken)
    {
        await CheckOverAsync(caller, id, users, cancellationToken);
        await book.EndAsync(caller.Tenant, id, keep: null, actor, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task CheckOverAsync(Caller caller, UserId id, UserStore users, CancellationToken cancellationToken)
    {
        var user = Grants.Administers(caller) ? await users.FindAsync(caller.Tenant, id, cancellationToken) : null;
        if (user is null)
        {
            throw NotFound();
        }

        Grants.CheckOver(caller, user.Standing, user.Platform);
    }

    // A key without the right to administer is given to a program for a purpose, and its user's sessions are none.
    private static UserId Person(Caller caller) =>
        caller.User is { } user && (caller.Session is not null || Grants.Administers(caller))
            ? user
            : throw new RefusedException(Refusal.Forbidden($"Sign in to see your sessions; a key needs the scope {Scopes.UsersAdmin}."));

    private static RefusedException NotFound() => new(Refusal.NotFound("session"));

    private static DateTimeOffset? At(long? milliseconds) => milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}
