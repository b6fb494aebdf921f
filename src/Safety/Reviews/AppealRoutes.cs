using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Parley.Accounts;

namespace Parley.Safety;

/// <param name="Reason">1 to 2,000 characters: why it should not have been refused.</param>
public sealed record AppealRequest(string? Reason = null);

/// <summary>/v1/turns/{id}/appeal — says that something was refused wrongly, and tells what came of it.</summary>
internal static class AppealRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/turns/{id}/appeal", ShowAsync).WithSummary("Show the appeal of a refused turn").Allow(Scopes.Chat);
        routes.MapPost("/turns/{id}/appeal", FileAsync).WithSummary("Appeal a refused turn").Allow(Scopes.Chat);
    }

    internal static async Task<Ok<AppealView>> ShowAsync(TurnId id, Caller caller, Appeals appeals, CancellationToken cancellationToken) =>
        TypedResults.Ok(await appeals.FindAsync(caller.Tenant, caller.Subject, id, cancellationToken));

    internal static async Task<Ok<AppealView>> FileAsync(
        TurnId id, AppealRequest request, Caller caller, Actor actor, Appeals appeals, CancellationToken cancellationToken) =>
        TypedResults.Ok(await appeals.FileAsync(caller.Tenant, caller.Subject, id, ReviewRoutes.Words("reason", request.Reason), actor, cancellationToken));
}
