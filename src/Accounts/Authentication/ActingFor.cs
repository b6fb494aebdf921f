using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Parley.Accounts;

/// <summary>
/// Counts a request of somebody proven, and has a key act for the end user whom the header <c>Parley-End-User</c> names. Nothing is
/// written for an end user whose request is one too many.
/// </summary>
internal sealed class ActingFor(RequestLimits limits, EndUsers endUsers)
{
    private const string Header = "Parley-End-User";

    /// <returns>Who makes the request in the end.</returns>
    /// <exception cref="RefusedException">There are too many requests, or the header cannot be used.</exception>
    public async ValueTask<Caller> PassAsync(HttpContext context, Caller proven, CancellationToken cancellationToken)
    {
        if (!context.Request.Headers.TryGetValue(Header, out var named))
        {
            await limits.PassAsync(context, proven, cancellationToken);
            return proven;
        }

        if (FaultOf(proven, named.ToString()) is { } fault)
        {
            await limits.PassAsync(context, proven, cancellationToken);
            throw new RefusedException(fault);
        }

        var endUser = await endUsers.IdentifyAsync(proven.Tenant, named.ToString(), cancellationToken);
        var caller = proven with
        {
            Subject = endUser.Subject,
            User = null,
            Role = null,
            Scopes = proven.Scopes.Where(Standing.EndUserScopes.Contains).ToFrozenSet(StringComparer.Ordinal),
            AclTags = ["public"],
        };
        await limits.PassAsync(context, caller, cancellationToken);
        await endUsers.KeepAsync(proven.Tenant, endUser, cancellationToken);
        return caller;
    }

    private static Refusal? FaultOf(Caller proven, string endUser) => proven.Key is null
        ? Refusal.Invalid(Header, $"The header {Header} goes with an API key; a signed-in person acts for no one else. Leave it out.")
        : EndUsers.Fault(endUser);
}
