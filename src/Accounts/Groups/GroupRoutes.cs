using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <param name="Name">Documents name the group by it, by one that it had before, or by the id.</param>
/// <param name="Members">How many.</param>
public sealed record GroupView(string Id, string Name, long Members, DateTimeOffset CreatedAt)
{
    internal static GroupView Of(GroupRow row) => new(row.Id, row.Name, row.Members, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt));
}

/// <summary>/v1/groups — the groups of the tenant and who is in them.</summary>
internal static class GroupRoutes
{
    public sealed record Request(string Name);

    public sealed record Member(UserId Id);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/groups", MakeAsync).WithSummary("Make a group").Allow(Scopes.UsersAdmin, Role.Admin);
        routes.MapGet("/groups", ListAsync).WithSummary("List groups").Allow(Scopes.UsersAdmin, Role.Admin);
        routes.MapGet("/groups/{id}", ShowAsync).WithSummary("Show a group").Allow(Scopes.UsersAdmin, Role.Admin);
        routes.MapPatch("/groups/{id}", RenameAsync).WithSummary("Rename a group").Allow(Scopes.UsersAdmin, Role.Admin);
        routes.MapDelete("/groups/{id}", DeleteAsync).WithSummary("Delete a group").Allow(Scopes.UsersAdmin, Role.Admin);
        routes.MapGet("/groups/{id}/members", MembersAsync).WithSummary("List the members of a group").Allow(Scopes.UsersAdmin, Role.Admin);
        routes.MapPut("/groups/{id}/members/{user}", AddAsync).WithSummary("Put a user into a group").Allow(Scopes.UsersAdmin, Role.Admin);
        routes.MapDelete("/groups/{id}/members/{user}", RemoveAsync).WithSummary("Take a user out of a group").Allow(Scopes.UsersAdmin, Role.Admin);
    }

    internal static async Task<Created<GroupView>> MakeAsync(
        Request request, TenantScope tenant, Actor actor, GroupStore groups, CancellationToken cancellationToken)
    {
        var made = await groups.MakeAsync(tenant, GroupStore.ReadName(request.Name), actor, cancellationToken);
        return TypedResults.Created($"/v1/groups/{made.Id}", GroupView.Of(made));
    }

    internal static async Task<Ok<Listed<GroupView>>> ListAsync(
        int? limit, string? cursor, TenantScope tenant, GroupStore groups, CancellationToken cancellationToken)
    {
        var paging = Paging.Read(limit, cursor);
        return TypedResults.Ok(paging.Page(await groups.ListAsync(tenant, paging, cancellationToken), row => row.Id, GroupView.Of));
    }

    internal static async Task<Ok<GroupView>> ShowAsync(
        Id<PeopleIds.Group> id, TenantScope tenant, GroupStore groups, CancellationToken cancellationToken) =>
        TypedResults.Ok(GroupView.Of(await groups.FindAsync(tenant, id.Value, cancellationToken) ?? throw NotFound()));

    /// <summary>Documents that name the group as it was called before go on naming it.</summary>
    internal static async Task<Ok<GroupView>> RenameAsync(
        Id<PeopleIds.Group> id, Request request, TenantScope tenant, Actor actor, GroupStore groups, CancellationToken cancellationToken) =>
        await groups.RenameAsync(tenant, id.Value, GroupStore.ReadName(request.Name), actor, cancellationToken)
            ? await ShowAsync(id, tenant, groups, cancellationToken)
            : throw NotFound();

    internal static async Task<NoContent> DeleteAsync(
        Id<PeopleIds.Group> id, TenantScope tenant, Actor actor, GroupStore groups, CancellationToken cancellationToken) =>
        await groups.DeleteAsync(tenant, id.Value, actor, cancellationToken) ? TypedResults.NoContent() : throw NotFound();

    internal static async Task<Ok<Listed<Member>>> MembersAsync(
        Id<PeopleIds.Group> id, int? limit, string? cursor, TenantScope tenant, GroupStore groups, CancellationToken cancellationToken)
    {
        var paging = Paging.Read(limit, cursor);
        _ = await groups.FindAsync(tenant, id.Value, cancellationToken) ?? throw NotFound();
        var members = await groups.MembersAsync(tenant, id.Value, paging, cancellationToken);
        return TypedResults.Ok(paging.Page(members, member => member, member => new Member(new(member))));
    }

    internal static async Task<NoContent> AddAsync(
        Id<PeopleIds.Group> id, UserId user, TenantScope tenant, Actor actor, GroupStore groups, CancellationToken cancellationToken) =>
        await groups.AddMemberAsync(tenant, id.Value, user, actor, cancellationToken)
            ? TypedResults.NoContent()
            : throw new RefusedException(Refusal.NotFound("group or user"));

    internal static async Task<NoContent> RemoveAsync(
        Id<PeopleIds.Group> id, UserId user, TenantScope tenant, Actor actor, GroupStore groups, CancellationToken cancellationToken) =>
        await groups.RemoveMemberAsync(tenant, id.Value, user, actor, cancellationToken)
            ? TypedResults.NoContent()
            : throw new RefusedException(Refusal.NotFound("member of this group"));

    private static RefusedException NotFound() => new(Refusal.NotFound("group"));
}
