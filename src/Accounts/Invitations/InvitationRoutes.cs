using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>/v1/invitations — asks people into the tenant by a link that works once.</summary>
internal static class InvitationRoutes
{
    private const int MostGroups = 50;

    /// <param name="Role">At most what the caller can do.</param>
    /// <param name="Groups">Ids of groups that the person will be in.</param>
    public sealed record Request(string Email, string Role, IReadOnlyList<string>? Groups = null);

    /// <param name="Link">In the answer that made it alone.</param>
    /// <param name="Mailed">In that answer: true when the link is on its way to the address too.</param>
    public sealed record Invitation(
        string Id, string Email, string Role, IReadOnlyList<string> Groups, UserId InvitedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Link = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Mailed = null);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/invitations", MakeAsync).WithSummary("Invite somebody").Allow(Scopes.UsersAdmin, Role.Admin);
        routes.MapGet("/invitations", ListAsync).WithSummary("List open invitations").Allow(Scopes.UsersAdmin, Role.Admin);
        routes.MapDelete("/invitations/{id}", RevokeAsync).WithSummary("Revoke an invitation").Allow(Scopes.UsersAdmin, Role.Admin);
    }

    internal static async Task<Created<Invitation>> MakeAsync(
        Request request, Caller caller, Actor actor, HttpContext context, InvitationStore invitations, Links links, CancellationToken cancellationToken)
    {
        var email = EmailAddress.Parse(request.Email, "email");
        var role = Standing.ReadRole(request.Role, "role");
        Grants.CheckGive(caller, role);
        var (row, link, mailed) = await invitations.MakeAsync(
            caller.Tenant, email, role, ReadGroups(request.Groups), caller.User!.Value, actor, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created(
            $"/v1/invitations/{row.Id}", View(row, email) with { Link = links.At(context, link), Mailed = mailed });
    }

    internal static async Task<Ok<Listed<Invitation>>> ListAsync(
        int? limit, string? cursor, TenantScope tenant, InvitationStore invitations, CancellationToken cancellationToken)
    {
        var paging = Paging.Read(limit, cursor);
        var shown = new List<Invitation>();
        foreach (var row in await invitations.ListAsync(tenant, paging, cancellationToken))
        {
            shown.Add(View(row, await invitations.EmailOfAsync(tenant, row, cancellationToken)));
        }

        return TypedResults.Ok(paging.Page(shown, invitation => invitation.Id, invitation => invitation));
    }

    internal static async Task<NoContent> RevokeAsync(
        Id<PeopleIds.Invitation> id, TenantScope tenant, Actor actor, InvitationStore invitations, CancellationToken cancellationToken) =>
        await invitations.RevokeAsync(tenant, id.Value, actor, cancellationToken)
            ? TypedResults.NoContent()
            : throw new RefusedException(Refusal.NotFound("open invitation"));

    private static IReadOnlyList<string> ReadGroups(IReadOnlyList<string>? groups) =>
        groups is null ? []
        : groups.Count <= MostGroups && groups.All(group => Id<PeopleIds.Group>.TryParse(group, null, out _)) ? [.. groups.Distinct()]
        : throw new RefusedException(Refusal.Invalid("groups", $"Name at most {MostGroups} groups, by their ids."));

    private static Invitation View(InvitationRow row, EmailAddress email) => new(
        row.Id, email.Text, row.Role, row.GroupIds, new(row.InvitedBy), DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
        DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresAt));
}
