using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Parley.Accounts;

/// <summary>A person for whom tokens are made.</summary>
internal sealed record SignedInUser(TenantScope Tenant, UserId User, SubjectId Subject, Role Role, bool Platform);

/// <summary>
/// Access tokens: JWTs signed with ES256. A token is worth what its session and its user are worth now: the database is asked for that
/// every few seconds, and at once after a change.
/// </summary>
internal sealed class AccessTokens(
    SigningKeys keys, InstallationSecret secret, ProvenSessions sessions, RefusedTokens refused, IOptions<AccountsOptions> options, TimeProvider time,
    ILogger<AccessTokens> logger)
{
    private const string Audience = "parley";
    private const string Type = "at+jwt";
    private const int LongestToken = 8 * 1024;
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private static readonly JsonWebTokenHandler Handler = new()
    {
        MaximumTokenSizeInBytes = LongestToken,
        SetDefaultTimesOnTokenCreation = false,
    };

    // A signature stays good for as long as its token: to check it again with every request costs more than all the rest of the edge.
    private readonly ShortCache<string, Claims> _verified = new(time, Remembered, MostRemembered);

    public TimeSpan Lifetime => options.Value.AccessTokenLifetime;

    public async Task<string> IssueAsync(SignedInUser user, string session, CancellationToken cancellationToken)
    {
        var key = await keys.CurrentAsync(cancellationToken);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var payload = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["iss"] = await IssuerAsync(cancellationToken),
            ["aud"] = Audience,
            ["sub"] = user.User.Value,
            ["tenant"] = user.Tenant.Id.Value,
            ["subject"] = user.Subject.Value,
            ["role"] = Standing.NameOf(user.Role),
            ["scope"] = string.Join(' ', Standing.ScopesOf(user.Role, user.Platform)),
            ["sid"] = session,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["iat"] = now,
            ["exp"] = now + (long)Lifetime.TotalSeconds,
        });
        return Handler.CreateToken(
            payload, new SigningCredentials(key.Key, SecurityAlgorithms.EcdsaSha256), new Dictionary<string, object> { ["typ"] = Type });
    }

    /// <param name="from">Where the token came from, for the audit trail.</param>
    /// <returns>The caller that the token proves, or null when it proves nothing; why stands in the audit trail and in the debug log.</returns>
    public async ValueTask<Caller?> ProveAsync(string token, IPAddress? from, CancellationToken cancellationToken)
    {
        if (token.Length > LongestToken)
        {
            Refuse("it is too long.", TokenFaults.Unreadable, null, from);
            return null;
        }

        var hash = TokenText.Hash(token);
        if (!_verified.TryGet(hash, out var claims) || claims.Expires <= time.GetUtcNow())
        {
            var generation = _verified.Generation;
            if (await VerifyAsync(token, from, cancellationToken) is not { } verified)
            {
                return null;
            }

            claims = verified;
            _verified.Put(hash, claims, generation);
        }

        var caller = await sessions.ProveAsync(claims.Session, cancellationToken);
        if (caller is not null && caller.Tenant.Id == claims.Tenant && caller.User == claims.User)
        {
            return caller;
        }

        Refuse("its session has ended.", TokenFaults.SessionEnded, claims.Tenant, from);
        return null;
    }

    private async ValueTask<Claims?> VerifyAsync(string token, IPAddress? from, CancellationToken cancellationToken)
    {
        JsonWebToken read;
        string algorithm, keyId;
        try
        {
            read = new JsonWebToken(token);
            (algorithm, keyId) = (read.Alg, read.Kid);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // What a stranger sends may break the parser in any way; none of them is our failure.
            return Refuse($"it cannot be read ({exception.GetType().Name}).", TokenFaults.Unreadable, null, from);
        }

        if (algorithm != SecurityAlgorithms.EcdsaSha256)
        {
            return Refuse("it is not signed as ours are.", TokenFaults.Algorithm, null, from);
        }

        if (string.IsNullOrEmpty(keyId) || keyId.Length > 64 || await keys.FindAsync(keyId, cancellationToken) is not { } key)
        {
            return Refuse("its signing key is not known here.", TokenFaults.KeyUnknown, null, from);
        }

        var issuer = await IssuerAsync(cancellationToken);
        try
        {
            var result = Handler.ValidateToken(token, Rules(issuer, key.Key));
            return result.IsValid
                ? Read((JsonWebToken)result.SecurityToken)
                : Refuse($"{result.Exception?.GetType().Name}.", FaultOf(result.Exception), SignedTenant(read, result.Exception), from);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Refuse($"it cannot be checked ({exception.GetType().Name}).", TokenFaults.Purpose, null, from);
        }
    }

    private TokenValidationParameters Rules(string issuer, SecurityKey key) => new()
    {
        ValidIssuer = issuer,
        ValidAudience = Audience,
        ValidTypes = [Type],
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        IssuerSigningKey = key,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        LifetimeValidator = (_, expires, _, _) => expires is { } end && end > time.GetUtcNow().UtcDateTime,
    };

    private static Claims Read(JsonWebToken token)
    {
        Standing.RoleOf(token.GetPayloadValue<string>("role"));
        return new(
            TenantId.Parse(token.GetPayloadValue<string>("tenant"), null), UserId.Parse(token.Subject, null), token.GetPayloadValue<string>("sid"),
            new DateTimeOffset(token.ValidTo, TimeSpan.Zero));
    }

    // The signature is checked before all else, so that what these are about was signed by us.
    private static string FaultOf(Exception? exception) => exception switch
    {
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNoExpirationException => TokenFaults.Expired,
        SecurityTokenInvalidAudienceException or SecurityTokenInvalidIssuerException or SecurityTokenInvalidTypeException => TokenFaults.Purpose,
        _ => TokenFaults.Signature,
    };

    private static TenantId? SignedTenant(JsonWebToken token, Exception? exception) =>
        FaultOf(exception) != TokenFaults.Signature && token.TryGetPayloadValue<string>("tenant", out var named) && TenantId.TryParse(named, null, out var tenant)
            ? tenant
            : null;

    private Claims? Refuse(string reason, string fault, TenantId? tenant, IPAddress? from)
    {
        logger.TokenRefused(reason);
        refused.Note(fault, tenant, from);
        return null;
    }

    private async ValueTask<string> IssuerAsync(CancellationToken cancellationToken) =>
        $"parley:{Convert.ToHexStringLower((await secret.KeyAsync("issuer", cancellationToken)).AsSpan(0, 8))}";

    private sealed record Claims(TenantId Tenant, UserId User, string Session, DateTimeOffset Expires);
}
