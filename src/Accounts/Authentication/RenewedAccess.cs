using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Parley.Accounts;

/// <summary>Knows what somebody may do now who was let in a while ago, for answers that never end.</summary>
public sealed class RenewedAccess
{
    private readonly CallerProof _proof;
    private readonly ProvenSessions _sessions;
    private readonly Signals _signals;

    internal RenewedAccess(CallerProof proof, ProvenSessions sessions, Signals signals) => (_proof, _sessions, _signals) = (proof, sessions, signals);

    /// <returns>
    /// The caller with the rights of this moment; null once the session or the key has ended. A session outlives the access token with
    /// which the request came.
    /// </returns>
    public async ValueTask<Caller?> RenewAsync(HttpRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Session is { } session)
        {
            return await _sessions.ProveAsync(session, cancellationToken);
        }

        if (CallerProof.CredentialOf(request) is not { } credential
            || await _proof.ProveAsync(credential, request.HttpContext.Connection.RemoteIpAddress, cancellationToken) is not { } proven
            || proven.Tenant != caller.Tenant)
        {
            return null;
        }

        return caller.Role is not null || proven.Subject == caller.Subject
            ? proven
            : caller with { Scopes = proven.Scopes.Where(Standing.EndUserScopes.Contains).ToFrozenSet(StringComparer.Ordinal) };
    }

    /// <summary>Calls back when somebody's rights may have changed; it must only wake somebody up.</summary>
    public IDisposable OnChange(Action changed)
    {
        var people = _signals.Subscribe(ProvenSessions.Topic, _ => changed());
        var keys = _signals.Subscribe(ProvenKeys.Topic, _ => changed());
        return new Both(people, keys);
    }

    private sealed class Both(IDisposable first, IDisposable second) : IDisposable
    {
        public void Dispose()
        {
            first.Dispose();
            second.Dispose();
        }
    }
}
