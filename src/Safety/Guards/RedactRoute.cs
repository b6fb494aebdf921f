using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Parley.Safety;

/// <param name="Text">At most 1,000,000 characters.</param>
/// <param name="Policy"><c>strict</c> to replace every kind; left out, the tenant's policy says what is replaced.</param>
public sealed record RedactRequest(string? Text = null, string? Policy = null);

/// <summary>A text without its personal data, and what was found in the one that was sent.</summary>
public sealed record RedactAnswer(string Text, IReadOnlyList<Finding> Findings);

/// <summary>POST /v1/safety/redact — takes personal data and secrets out of a text. The placeholders of one text are its own: the same value has the same one.</summary>
internal static class RedactRoute
{
    private const int Longest = 1_000_000;
    private const long LargestBody = 6 * Longest + 16_384;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/safety/redact", HandleAsync)
            .WithSummary("Take personal data and secrets out of a text")
            .WithMetadata(new RequestSizeLimitAttribute(LargestBody))
            .Allow(Scopes.Chat);

    internal static async Task<Ok<RedactAnswer>> HandleAsync(RedactRequest request, TenantScope tenant, [FromServices] TextGuards guards, CancellationToken cancellationToken)
    {
        if (request.Text is not { Length: <= Longest } text)
        {
            throw PolicyRules.Invalid("text", $"Give a text of at most {Longest:N0} characters.");
        }

        if (request.Policy is not (null or "strict"))
        {
            throw PolicyRules.Invalid("policy", "It is strict, or left out for the tenant's policy.");
        }

        var (redacted, findings) = await guards.RedactAsync(tenant, text, request.Policy == "strict", cancellationToken);
        return TypedResults.Ok(new RedactAnswer(redacted, findings));
    }
}
