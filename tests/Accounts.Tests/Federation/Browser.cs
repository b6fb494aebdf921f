using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Parley.Accounts.Tests.Federation;

/// <summary>Somebody's browser: keeps cookies, and goes where it is sent only when told.</summary>
internal sealed class Browser : IDisposable
{
    private readonly TestApp _app;
    private readonly HttpClient _client;

    public Browser(TestApp app)
    {
        _app = app;
        _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = app.Address };
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Leaves for the provider.</summary>
    /// <returns>Where the browser was sent.</returns>
    public async Task<Uri> LeaveAsync(string provider, string? returnTo = null) =>
        await GoAsync($"/v1/auth/oidc/{provider}{(returnTo is null ? "" : $"?return_to={Uri.EscapeDataString(returnTo)}")}");

    /// <summary>Comes back from the provider.</summary>
    /// <param name="left">Where the browser had been sent.</param>
    /// <param name="more">Further parts of the answer, such as <c>&amp;iss=…</c>.</param>
    public Task<Uri> ReturnAsync(Uri left, string code, string more = "")
    {
        var asked = QueryHelpers.ParseQuery(left.Query);
        return GoAsync($"{asked["redirect_uri"]}?code={code}&state={asked["state"]}{more}");
    }

    public async Task<Uri> GoAsync(string address)
    {
        using var answer = await _client.GetAsync(new Uri(address, UriKind.RelativeOrAbsolute));
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        Assert.Contains("no-store", answer.Headers.CacheControl?.ToString() ?? "", StringComparison.Ordinal);
        return answer.Headers.Location!;
    }

    /// <summary>The whole way, there and back.</summary>
    public async Task<Uri> SignInAsync(IdentityProvider at, string provider)
    {
        var left = await LeaveAsync(provider);
        return await ReturnAsync(left, at.Authorize(left));
    }

    /// <summary>Who the page finds signed in.</summary>
    /// <returns>Null when nobody is.</returns>
    public async Task<JsonNode?> MeAsync()
    {
        if (await FindTokenAsync() is not { } token)
        {
            return null;
        }

        using var signedIn = _app.NewClient(token);
        return (await signedIn.GetAsync("/v1/me", 200))["user"];
    }

    /// <summary>An access token of whoever is signed in.</summary>
    public async Task<string> TokenAsync() => await FindTokenAsync() ?? throw new InvalidOperationException("Nobody is signed in.");

    private async Task<string?> FindTokenAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/auth/refresh");
        request.Headers.Add("Origin", _app.Address.GetLeftPart(UriPartial.Authority));
        using var answer = await _client.SendAsync(request);
        return answer.StatusCode == HttpStatusCode.Unauthorized ? null : (await Answers.ReadAsync(answer)).Text("access_token");
    }

    public Task<HttpResponseMessage> PostAsync(string path, string credential, object body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", credential);
        return _client.SendAsync(request);
    }

    public void Dispose() => _client.Dispose();
}
