using System.Net;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Server.Tests.Edge;

/// <summary>Requests that do not come to an end.</summary>
public sealed class TimeLimitTests
{
    [Fact]
    public async Task A_body_that_never_comes_is_answered_when_the_time_is_up()
    {
        await using var server = await InProcessServer.StartAsync(customise: builder => builder.Configuration["Edge:TimeLimit"] = "00:00:00.300");
        using var client = server.NewClient(null);
        using var connection = await RawConnection.OpenAsync(client.BaseAddress!);

        await connection.SendAsync("POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"email\": ");
        var answer = await connection.ReadUntilAsync(text => text.Contains("trace_id", StringComparison.Ordinal));

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.True(answer.Contains("\"code\":\"body_too_slow\"", StringComparison.Ordinal), answer);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("/v1/chat")]
    [InlineData("/v1/chat.completions")]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/messages")]
    public async Task A_body_that_never_comes_has_a_limit_where_the_answer_has_none(string path)
    {
        await using var server = await InProcessServer.StartAsync(customise: builder => builder.Configuration["Edge:TimeLimit"] = "00:00:00.300");
        using var client = server.NewClient(null);
        using var connection = await RawConnection.OpenAsync(client.BaseAddress!);

        await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.Key}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{\"prompt\": ");
        var answer = await connection.ReadUntilAsync(text => text.Contains("body_too_slow", StringComparison.Ordinal));

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_route_that_streams_has_no_time_limit_and_no_other_lacks_one()
    {
        await using var server = await InProcessServer.StartAsync();
        var endpoints = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();

        var streaming = endpoints.Where(Streams).Select(endpoint => endpoint.DisplayName).Order();
        var unlimited = endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<DisableRequestTimeoutAttribute>() is not null);

        Assert.NotEmpty(streaming);
        Assert.Equal(streaming, unlimited.Where(endpoint => !WaitsForAModel(endpoint) && !CarriesAFile(endpoint)).Select(endpoint => endpoint.DisplayName).Order());
    }

    private static bool Streams(RouteEndpoint endpoint) => endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()
        .Any(produces => produces.ContentTypes.Contains("text/event-stream"));

    /// <summary>On its way out over a slow line, however long that takes.</summary>
    private static bool CarriesAFile(RouteEndpoint endpoint) =>
        endpoint.RoutePattern.RawText is "/v1/conversations/{id}/export" or "/v1/files/{id}/content";

    private static bool WaitsForAModel(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText is "/v1/chat" or "/chat" or "/v1/embeddings" or "/v1/rerank"
        or "/v1/messages/count_tokens" or "/v1/deployments/{id}/test";
}
