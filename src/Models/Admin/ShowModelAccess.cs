using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Accounts;

namespace Parley.Models;

/// <summary>GET /v1/models/access — which routes and deployments a user may use, and why: one's own, or for those who administer users anybody's.</summary>
internal static class ShowModelAccess
{
    /// <param name="SignsIn">False while disabled; nothing below then has any effect.</param>
    public sealed record Answer(UserId User, string Role, bool SignsIn, IReadOnlyList<Entry> Models);

    /// <param name="Kind"><c>route</c> or <c>deployment</c>.</param>
    /// <param name="Because">
    /// What lets the user in: <c>everybody</c>, or the grant, such as <c>role:member</c>, <c>group:…</c>, <c>user:…</c>. What keeps them out:
    /// <c>not_granted</c>, <c>disabled</c>, or of a route <c>leads_nowhere</c>, where they may use nothing that it leads to.
    /// </param>
    public sealed record Entry(string Name, string Kind, bool Allowed, string Because);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/models/access", HandleAsync).WithSummary("Effective access of a user to models").Allow(scope: null, Role.Viewer);

    internal static async Task<Ok<Answer>> HandleAsync(
        [FromQuery(Name = "user")] UserId? asked, Caller caller, PeopleTags people, DeploymentViews views, ModelCatalogue catalogue,
        CancellationToken cancellationToken)
    {
        var id = asked ?? caller.User ?? throw new RefusedException(Refusal.Invalid("user", "Name the user by its id."));
        var user = (id == caller.User || PeopleTags.MayLookAtOthers(caller) ? await people.FindAsync(caller.Tenant, id, cancellationToken) : null)
            ?? throw new RefusedException(Refusal.NotFound("user"));
        var models = await catalogue.ForAsync(caller.Tenant, cancellationToken);
        var leading = models.RoutesFor(user.AclTags).Select(one => one.Route.Name).ToHashSet(StringComparer.Ordinal);
        return TypedResults.Ok(new Answer(
            id, user.Role.ToString().ToLowerInvariant(), user.SignsIn,
            [
                .. models.Routes.Select(route => EntryOf(
                    route.Name, ModelRoute.Kind, route.Access, user.AclTags, leading.Contains(route.Name) || !route.Access.Lets(user.AclTags) ? null : "leads_nowhere")),
                .. (await views.AllAsync(caller.Tenant, cancellationToken))
                    .Select(one => EntryOf(one.Name, "deployment", one.Access, user.AclTags, one.Enabled ? null : "disabled")),
            ]));
    }

    private static Entry EntryOf(string name, string kind, ModelAccess access, IReadOnlyList<string> tags, string? obstacle)
    {
        var grant = access.IsOpen ? "everybody" : access.Because(tags);
        return new(name, kind, grant is not null && obstacle is null, obstacle ?? grant ?? "not_granted");
    }
}
