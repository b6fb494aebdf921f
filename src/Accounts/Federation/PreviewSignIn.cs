using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>What would come of somebody's sign-in.</summary>
/// <param name="Outcome"><c>signs_in</c>, <c>links</c> (an account gets the provider), <c>creates</c> or <c>refused</c>.</param>
/// <param name="Code">Why it is refused, as the sign-in page is told.</param>
/// <param name="User">Whose account it is, where there is one.</param>
/// <param name="RoleBefore">The role that the account has now.</param>
/// <param name="Groups">Of the provider, as read from the claims.</param>
/// <param name="Joins">Groups of the tenant that would be joined.</param>
public sealed record SignInPreview(
    string Outcome, string? Code, string? Subject, string? Email, bool EmailVerified, string? Name, UserId? User, string? Role, string? RoleBefore,
    IReadOnlyList<string> Groups, IReadOnlyList<string> Joins, IReadOnlyList<string> Leaves);

/// <summary>POST /v1/auth/providers/{id}/preview — shows what would come of a sign-in with given claims; nothing is changed.</summary>
internal static class PreviewSignIn
{
    /// <param name="Claims">An object of claims, as the provider would send them: <c>sub</c>, <c>email</c>, <c>email_verified</c>, groups …</param>
    public sealed record Request(JsonElement Claims);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/auth/providers/{id}/preview", HandleAsync).WithSummary("Preview a sign-in").Allow(Scopes.UsersAdmin, Role.Admin);

    internal static async Task<Ok<SignInPreview>> HandleAsync(
        Id<FederationIds.Provider> id, Request request, TenantScope tenant, ProviderStore providers, AdmissionDesk desk, CancellationToken cancellationToken)
    {
        if (request.Claims.ValueKind != JsonValueKind.Object || !Claims.AreSound(request.Claims))
        {
            throw new RefusedException(Refusal.Invalid("claims", "The claims are an object such as {\"sub\": \"1\", \"email\": \"ada@example.com\"}."));
        }

        var provider = await providers.FindAsync(tenant, id.Value, cancellationToken) ?? throw ChangeProvider.NotFound();
        return TypedResults.Ok(await OfAsync(provider, request.Claims, desk, cancellationToken));
    }

    public static async Task<SignInPreview> OfAsync(Provider provider, JsonElement claims, AdmissionDesk desk, CancellationToken cancellationToken)
    {
        if (ExternalPerson.Of(provider.Settings, claims) is not { } person)
        {
            return new("refused", FederationCodes.ProofRefused, null, null, false, null, null, null, null, [], [], []);
        }

        var admission = await desk.PreviewAsync(provider, person, cancellationToken);
        var refused = admission.Kind == AdmissionKind.Refused;
        return new(
            NameOf(admission.Kind), admission.Refusal, person.Subject, person.Email?.Text, person.EmailVerified, person.Name, admission.User,
            refused ? null : Standing.NameOf(admission.Role), admission.RoleBefore is { } before ? Standing.NameOf(before) : null, person.Groups,
            [.. admission.Joins.Select(group => group.Name)], [.. admission.Leaves.Select(group => group.Name)]);
    }

    private static string NameOf(AdmissionKind kind) => kind switch
    {
        AdmissionKind.Known => "signs_in",
        AdmissionKind.Linked => "links",
        AdmissionKind.Created => "creates",
        _ => "refused",
    };
}
