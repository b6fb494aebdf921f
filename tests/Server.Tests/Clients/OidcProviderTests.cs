using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Parley.Server.Tests.Clients;

/// <summary>The npm package <c>oidc-provider</c>, as published, signs people in to a running server: discovery, PKCE, nonce, RFC 9207, its own pages.</summary>
public sealed partial class OidcProviderTests(OidcProviderFixture fixture) : IClassFixture<OidcProviderFixture>, IAsyncLifetime
{
    private const int MostSteps = 20;

    private readonly HttpClient _browser = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new() });

    public ValueTask InitializeAsync()
    {
        fixture.SkipWithoutNode();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _browser.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("RS256", "client_secret_basic")]
    [InlineData("ES256", "client_secret_post")]
    [InlineData("ES256", "none")]
    public async Task It_signs_an_invited_person_in(string algorithm, string secretBy)
    {
        var person = $"ada-{algorithm}-{secretBy}".ToLowerInvariant();
        var provider = await ConnectAsync(algorithm, secretBy);
        await PostAsync("/v1/users", new { email = $"{person}@corp.example", role = "viewer" });

        var end = await WalkAsync(new Uri(fixture.Server.Url, $"/v1/auth/oidc/{provider}?return_to=/knowledge"), person);

        Assert.Equal("/knowledge", end.PathAndQuery);
        var me = await MeAsync();
        Assert.Equal(($"{person}@corp.example", "agent"), (me.GetProperty("email").GetString(), me.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task Whoever_is_not_invited_comes_back_to_the_sign_in_page()
    {
        var provider = await ConnectAsync("RS256", "client_secret_basic");

        var end = await WalkAsync(new Uri(fixture.Server.Url, $"/v1/auth/oidc/{provider}"), "stranger");

        Assert.Equal("/?sign_in_error=no_account", end.PathAndQuery);
        using var refresh = await RefreshAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, refresh.StatusCode);
    }

    /// <summary>Connects the provider, and registers the server there as it says itself.</summary>
    private async Task<string> ConnectAsync(string algorithm, string secretBy)
    {
        var made = await PostAsync("/v1/auth/providers", new
        {
            name = "Corp",
            issuer = fixture.Issuer,
            client_id = "not-yet",
            group_roles = new { helpers = "agent" },
        });
        var id = made.GetProperty("id").GetString()!;
        using var registered = await _browser.PostAsJsonAsync($"{fixture.Issuer}/reg", new
        {
            redirect_uris = new[] { made.GetProperty("redirect_uri").GetString() },
            id_token_signed_response_alg = algorithm,
            token_endpoint_auth_method = secretBy,
        });
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        var client = await registered.Content.ReadFromJsonAsync<JsonElement>();
        using var changed = await fixture.Server.Client.PatchAsJsonAsync($"/v1/auth/providers/{id}", new
        {
            client_id = client.GetProperty("client_id").GetString(),
            client_secret = client.TryGetProperty("client_secret", out var secret) ? secret.GetString() : "",
        });
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        return id;
    }

    /// <summary>Goes wherever it is sent, and fills in the provider's forms, until it is back on a page of the server.</summary>
    private async Task<Uri> WalkAsync(Uri address, string person)
    {
        for (var step = 0; step < MostSteps; step++)
        {
            using var answer = await _browser.GetAsync(address);
            var next = answer.Headers.Location is { } location ? new Uri(address, location) : await FillInAsync(address, answer, person);
            if (next.Authority == fixture.Server.Url.Authority && !next.AbsolutePath.StartsWith("/v1/", StringComparison.Ordinal))
            {
                return next;
            }

            address = next;
        }

        throw new InvalidOperationException($"The way has no end; it was last at {address}.");
    }

    private async Task<Uri> FillInAsync(Uri address, HttpResponseMessage page, string person)
    {
        var html = await page.Content.ReadAsStringAsync();
        var (action, prompt) = (Action().Match(html), Prompt().Match(html));
        Assert.True(action.Success && prompt.Success, $"{(int)page.StatusCode} at {address}: {html}");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["prompt"] = prompt.Groups[1].Value,
            ["login"] = person,
            ["password"] = "any",
        });
        using var answer = await _browser.PostAsync(new Uri(address, action.Groups[1].Value), form);
        return new Uri(address, answer.Headers.Location ?? throw new InvalidOperationException($"{(int)answer.StatusCode} after the form of {address}."));
    }

    private async Task<JsonElement> MeAsync()
    {
        using var refresh = await RefreshAsync();
        var token = (await refresh.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(fixture.Server.Url, "/v1/me"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _browser.SendAsync(request);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("user");
    }

    private async Task<HttpResponseMessage> RefreshAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(fixture.Server.Url, "/v1/auth/refresh"));
        request.Headers.Add("Origin", fixture.Server.Url.GetLeftPart(UriPartial.Authority));
        return await _browser.SendAsync(request);
    }

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await fixture.Server.Client.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonElement.Parse(text);
    }

    [GeneratedRegex(@"<form[^>]* action=""([^""]+)""")]
    private static partial Regex Action();

    [GeneratedRegex(@"name=""prompt"" value=""([^""]+)""")]
    private static partial Regex Prompt();
}
