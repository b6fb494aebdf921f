using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Parley.Accounts;

/// <summary>GET /.well-known/jwks.json — the public halves of the keys that sign access tokens.</summary>
internal static class Jwks
{
    public sealed record KeySet(IReadOnlyList<PublicKey> Keys);

    /// <summary>A key as RFC 7517 and RFC 7518 §6.2 write it.</summary>
    public sealed record PublicKey(
        [property: JsonPropertyName("kty")] string Type,
        [property: JsonPropertyName("crv")] string Curve,
        string X,
        string Y,
        [property: JsonPropertyName("kid")] string Id,
        string Use,
        [property: JsonPropertyName("alg")] string Algorithm);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/.well-known/jwks.json", HandleAsync).WithSummary("The public signing keys").AllowAnonymous();

    internal static async Task<Ok<KeySet>> HandleAsync(HttpContext context, SigningKeys keys, CancellationToken cancellationToken)
    {
        var all = await keys.AllAsync(cancellationToken);
        context.Response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Ok(new KeySet([.. all.Select(Describe)]));
    }

    private static PublicKey Describe(SigningKey key)
    {
        var point = key.Key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new("EC", "P-256", WebEncoders.Base64UrlEncode(point.X!), WebEncoders.Base64UrlEncode(point.Y!), key.Id, "sig", "ES256");
    }
}
