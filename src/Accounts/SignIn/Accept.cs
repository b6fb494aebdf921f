using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Accounts;

/// <summary>POST /v1/auth/accept — redeems a one-time, invitation or reset link: sets the person's password and signs in.</summary>
internal static class Accept
{
    /// <param name="Token">What stands after <c>#token=</c> in the link.</param>
    /// <param name="Email">Who is to sign in; absent, the invited address, or for the first owner <c>owner@localhost</c>.</param>
    public sealed record Request(string Token, string Password, string? Name = null, string? Email = null, bool Cookie = false);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/auth/accept", HandleAsync).WithSummary("Redeem a one-time or invitation link").AllowAnonymous();

    internal static async Task<Ok<TokenAnswer>> HandleAsync(
        Request request, HttpContext context, Actor actor, Redemption redemption, SignIns signIns, CancellationToken cancellationToken)
    {
        Passwords.Check(request.Password);
        EmailAddress? email = request.Email is { } text ? EmailAddress.Parse(text, "email") : null;
        var (tenant, user) = await redemption.RedeemAsync(
            request.Token, email, DisplayName.Read(request.Name, "name"), request.Password, actor, cancellationToken);
        return TypedResults.Ok(await signIns.ProceedAsync(context, tenant, user, actor, "link", code: null, request.Cookie, cancellationToken) ?? throw Redemption.Gone());
    }
}

/// <summary>Names that people give to themselves, their tenants and keys.</summary>
internal static class DisplayName
{
    private const int Longest = 120;

    /// <returns>Null when none was given.</returns>
    /// <exception cref="RefusedException">It is empty, too long, or holds control characters.</exception>
    public static string? Read(string? name, string field)
    {
        if (name is null)
        {
            return null;
        }

        var trimmed = name.Trim();
        return trimmed.Length is 0 or > Longest || trimmed.Any(char.IsControl)
            ? throw new RefusedException(Refusal.Invalid(field, $"The name must have 1 to {Longest} characters and no control characters."))
            : trimmed;
    }
}
