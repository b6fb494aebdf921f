using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Parley.Accounts;

/// <summary>What a provider says of itself.</summary>
/// <param name="NamesItself">Whether it says in each answer who it is (RFC 9207).</param>
/// <param name="PostsSecret">Whether it wants the secret in the body and not in a header.</param>
internal sealed record Metadata(
    string Issuer, string Authorization, string Token, string? UserInfo, string? Keys, bool NamesItself, bool PostsSecret);

/// <summary>Asks OpenID providers for their addresses and keys, and remembers both for a while.</summary>
/// <remarks>OpenID Connect Discovery 1.0 and RFC 8414. Failures are remembered for moments, so that a slow provider is not asked by many at once.</remarks>
internal sealed class ProviderMetadata(ProviderCalls calls, IOptions<FederationOptions> options, TimeProvider time)
{
    /// <summary>Providers that are remembered at once. Tenants make and delete them as they like.</summary>
    internal const int MostRemembered = 1_000;

    private static readonly TimeSpan FailureKept = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Remembered<Metadata>> _metadata = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Remembered<IReadOnlyList<JsonWebKey>>> _keys = new(StringComparer.Ordinal);

    /// <summary>How many providers are remembered.</summary>
    internal int Count => _metadata.Count;

    /// <exception cref="FederationFailure">The provider does not say what it must.</exception>
    public Task<Metadata> OfAsync(Provider provider, CancellationToken cancellationToken)
    {
        if (provider.Settings.Endpoints is { } fixedOnes)
        {
            return Task.FromResult(new Metadata(
                provider.Settings.Issuer, fixedOnes.Authorization, fixedOnes.Token, fixedOnes.UserInfo, null, NamesItself: false, PostsSecret: true));
        }

        return RecallAsync(_metadata, provider.Id, () => DiscoverAsync(provider.Settings.Issuer), anew: false, cancellationToken);
    }

    /// <param name="anew">True when a token names a key that was not there: the provider may have changed its keys a moment ago.</param>
    /// <exception cref="FederationFailure">The provider does not show its keys.</exception>
    public Task<IReadOnlyList<JsonWebKey>> KeysAsync(Provider provider, Metadata metadata, bool anew, CancellationToken cancellationToken) =>
        RecallAsync(_keys, provider.Id, () => ReadKeysAsync(metadata.Keys!), anew, cancellationToken);

    private async Task<T> RecallAsync<T>(
        ConcurrentDictionary<string, Remembered<T>> remembered, string id, Func<Task<T>> ask, bool anew, CancellationToken cancellationToken)
    {
        if (!remembered.TryGetValue(id, out var known) || anew || time.GetElapsedTime(known.At) >= Kept(known))
        {
            if (known is null && remembered.Count >= MostRemembered)
            {
                Forget(remembered);
            }

            // Whoever asks next waits for the same answer, and goes on waiting when the first gives up.
            var fresh = new Remembered<T>(new(ask), time.GetTimestamp());
            known = anew || known is null ? remembered[id] = fresh
                : remembered.TryUpdate(id, fresh, known) ? fresh : remembered.GetValueOrDefault(id) ?? fresh;
        }

        return await known.Answer.Value.WaitAsync(cancellationToken);
    }

    private void Forget<T>(ConcurrentDictionary<string, Remembered<T>> remembered)
    {
        foreach (var one in remembered.Where(one => time.GetElapsedTime(one.Value.At) >= Kept(one.Value)))
        {
            remembered.TryRemove(one);
        }

        if (remembered.Count >= MostRemembered)
        {
            remembered.Clear();
        }
    }

    private TimeSpan Kept<T>(Remembered<T> known) =>
        known.Answer is { IsValueCreated: true, Value: { IsCompleted: true, IsCompletedSuccessfully: false } } ? FailureKept : options.Value.MetadataCache;

    private async Task<Metadata> DiscoverAsync(string issuer)
    {
        var said = await calls.GetJsonAsync($"{issuer.TrimEnd('/')}/.well-known/openid-configuration", bearer: null, CancellationToken.None);
        if (Claims.Text(said, "issuer") != issuer)
        {
            throw new FederationFailure(FederationCodes.ProviderUnavailable, "issuer_differs");
        }

        var methods = Claims.Texts(said, "token_endpoint_auth_methods_supported");
        return new(
            issuer,
            Address(said, "authorization_endpoint"),
            Address(said, "token_endpoint"),
            Claims.Text(said, "userinfo_endpoint"),
            Address(said, "jwks_uri"),
            Claims.Is(said, "authorization_response_iss_parameter_supported"),
            methods.Count > 0 && !methods.Contains("client_secret_basic") && methods.Contains("client_secret_post"));
    }

    private string Address(JsonElement said, string name) =>
        Claims.Text(said, name) is { } address && calls.MayCall(address)
            ? address
            : throw new FederationFailure(FederationCodes.ProviderUnavailable, $"{name}_unusable");

    private async Task<IReadOnlyList<JsonWebKey>> ReadKeysAsync(string address)
    {
        var said = await calls.GetJsonAsync(address, bearer: null, CancellationToken.None);
        try
        {
            return [.. new JsonWebKeySet(said.GetRawText()).Keys.Where(SigningRules.IsOfUse)];
        }
        catch (Exception exception) when (exception is not FederationFailure)
        {
            // The parser may fail in any way on what a stranger sends.
            throw new FederationFailure(FederationCodes.ProviderUnavailable, "keys_unreadable");
        }
    }

    private sealed record Remembered<T>(Lazy<Task<T>> Answer, long At);
}
