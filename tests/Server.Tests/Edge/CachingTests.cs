using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Server.Tests.Edge;

/// <summary>What may be kept by whom, and that nothing holds a stream back.</summary>
public sealed class CachingTests(EdgeServerFixture fixture) : IClassFixture<EdgeServerFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_that_did_not_change_is_not_sent_again_and_one_that_did_is()
    {
        // A reader of their own: what other tests leave behind may still be changing.
        using var reader = fixture.Server.NewClient(fixture.Server.Key, "reader");
        await reader.PostAsJsonAsync("/v1/conversations", new { title = "first" }, Cancel);
        using var first = await reader.GetAsync("/v1/conversations", Cancel);
        using var same = await AskAsync(reader, "/v1/conversations", first.Headers.ETag!);
        using var weak = await AskAsync(reader, "/v1/conversations", new EntityTagHeaderValue(first.Headers.ETag!.Tag, isWeak: true));
        using var other = await AskAsync(reader, "/v1/conversations", new EntityTagHeaderValue("\"another\""));
        await reader.PostAsJsonAsync("/v1/conversations", new { title = "second" }, Cancel);
        using var changed = await AskAsync(reader, "/v1/conversations", first.Headers.ETag!);

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.NotModified, HttpStatusCode.NotModified, HttpStatusCode.OK, HttpStatusCode.OK],
            new[] { first, same, weak, other, changed }.Select(answer => answer.StatusCode));
        Assert.Empty(await same.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal(first.Headers.ETag, same.Headers.ETag);
        Assert.NotEqual(first.Headers.ETag, changed.Headers.ETag);
        Assert.All([first, same], answer => Assert.Equal("private, no-cache", string.Join(", ", answer.Headers.CacheControl!.ToString().Split(", ").OrderDescending())));
        Assert.All([first, same], answer => Assert.Contains("Authorization", string.Join(',', answer.Headers.Vary), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Somebody_elses_list_has_another_tag()
    {
        await fixture.Client.PostAsJsonAsync("/v1/conversations", new { title = "mine" }, Cancel);
        using var endUser = fixture.Server.NewClient(fixture.Server.Key, "ada");

        using var mine = await fixture.Client.GetAsync("/v1/conversations", Cancel);
        using var theirs = await endUser.GetAsync("/v1/conversations", Cancel);

        Assert.NotEqual(mine.Headers.ETag, theirs.Headers.ETag);
    }

    [Theory]
    [InlineData("/v1/me")]
    [InlineData("/v1/nowhere")]
    [InlineData("/v1/conversations/conv_none")]
    [InlineData("/v1/conversations?limit=0")]
    public async Task Everything_that_is_no_list_is_kept_by_nobody(string path)
    {
        using var answer = await fixture.Client.GetAsync(path, Cancel);

        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Null(answer.Headers.ETag);
    }

    [Fact]
    public async Task Every_list_of_the_API_has_a_tag()
    {
        var lists = fixture.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true
                && endpoint.RoutePattern.Parameters.Count == 0
                && endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>().Any(answer => answer.Type?.GetProperty("NextCursor") is not null))
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/')).ToList();

        Assert.Contains("/v1/conversations", lists);
        foreach (var path in lists)
        {
            // A search is one only with a word to look for.
            using var answer = await fixture.Client.GetAsync(path == "/v1/messages/search" ? $"{path}?query=word" : path, Cancel);

            // What belongs to a person alone is refused to this client's key.
            var isPersonal = path == "/v1/auth/identities" && answer.StatusCode == HttpStatusCode.Forbidden;
            Assert.True(answer.Headers.ETag is not null || isPersonal, $"{path} answered {answer.StatusCode} without a tag.");
        }
    }

    [Fact]
    public async Task A_stream_is_neither_packed_nor_kept_whatever_its_reader_would_take()
    {
        using var made = await fixture.Client.PostAsync("/v1/conversations", null, Cancel);
        var id = JsonElement.Parse(await made.Content.ReadAsStringAsync(Cancel)).GetProperty("id").GetString();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/conversations/{id}/turns") { Content = JsonContent.Create(new { message = "x", retrieval = false }) };
        request.Headers.AcceptEncoding.ParseAdd("gzip, br, deflate, zstd");
        using var answer = await fixture.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.Null(answer.Content.Headers.ContentLength);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal("no", answer.Headers.GetValues("X-Accel-Buffering").Single());
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient reader, string path, EntityTagHeaderValue tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(tag);
        return await reader.SendAsync(request, Cancel);
    }
}
